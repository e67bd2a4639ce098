/** What is known of a recipient: a contact's fields, or a quick send's name alone. */
export interface PersonalFields {
  name: string | null;
  firstName?: string | null;
  lastName?: string | null;
  timeZone?: string | null;
  /** In the caller's order. */
  addresses?: readonly { kind: 'phone' | 'email'; address: string; isPrimary: boolean }[];
  variables?: Readonly<Record<string, string>>;
}

/**
 * The variables of a message's templates (N9): the recipient's fields, over them the contact's
 * custom variables, over them the message's. What is null is not there.
 *
 * @example
 * toPersonalVariables({ name: 'Ana Lima', firstName: null }, { plan: 'gold' })
 * // { name: 'Ana Lima', plan: 'gold' }
 */
export function toPersonalVariables(
  fields: PersonalFields,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const { name, firstName, lastName, timeZone } = fields;
  const own = Object.entries({
    name,
    firstName,
    lastName,
    email: primary(fields, 'email'),
    phone: primary(fields, 'phone'),
    timeZone,
  }).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  // Not by assignment: a variable may be called `__proto__`.
  return Object.fromEntries([
    ...own,
    ...Object.entries(fields.variables ?? {}),
    ...Object.entries(variables),
  ]);
}

function primary({ addresses = [] }: PersonalFields, kind: 'phone' | 'email'): string | undefined {
  const ofKind = addresses.filter((candidate) => candidate.kind === kind);
  return (ofKind.find(({ isPrimary }) => isPrimary) ?? ofKind[0])?.address;
}
