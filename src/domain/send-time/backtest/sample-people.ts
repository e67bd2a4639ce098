import { type LoggedPerson, type TestPerson, toTestPerson } from './test-person.ts';

export interface PeopleSample {
  /** In the seed's order. */
  people: TestPerson[];
  /** How many could be judged, of whom these were drawn. */
  eligible: number;
}

/**
 * Draws at most so many people of a log who can be judged. The seed alone decides who, and their
 * order: not the order of the log.
 */
export function samplePeople(
  logged: Iterable<LoggedPerson>,
  { most, seed }: { most: number; seed: number },
): PeopleSample {
  let people: TestPerson[] = [];
  let eligible = 0;
  const keepFirst = () => {
    people = people.sort((one, other) => one.place - other.place).slice(0, most);
  };
  for (const one of logged) {
    const person = toTestPerson(one, seed);
    if (person === null) continue;
    eligible++;
    people.push(person);
    if (people.length >= 2 * most) keepFirst();
  }
  keepFirst();
  return { people, eligible };
}

/** Two halves of the people, by turns. */
export function toHalves(people: readonly TestPerson[]): [TestPerson[], TestPerson[]] {
  return [
    people.filter((_, index) => index % 2 === 0),
    people.filter((_, index) => index % 2 === 1),
  ];
}
