import { SegmentedMessage } from 'sms-segments-calculator';

/** How a text travels as SMS. */
export interface Segments {
  encoding: 'GSM-7' | 'UCS-2';
  /** How many messages the provider bills. */
  count: number;
  characters: number;
}

/** Counts the segments of a text, by Twilio's own rules. */
export function countSegments(text: string): Segments {
  const segmented = new SegmentedMessage(text);
  return {
    encoding: segmented.getEncodingName() === 'GSM-7' ? 'GSM-7' : 'UCS-2',
    count: segmented.segmentsCount,
    characters: segmented.numberOfCharacters,
  };
}
