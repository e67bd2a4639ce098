import type { ZoneRules } from '#domain/time-zone';

export interface PhoneInput {
  number: string;
  label?: string | undefined;
  primary?: boolean | undefined;
}

export interface EmailInput {
  address: string;
  primary?: boolean | undefined;
}

/** The body of `POST /v1/contacts`, its shape checked at the edge. */
export interface ContactInput {
  name: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  phones: PhoneInput[];
  emails: EmailInput[];
  timeZone?: string | undefined;
  ownerId?: string | undefined;
  variables?: Record<string, string> | undefined;
}

/** The body of `PATCH /v1/contacts/{id}`: null clears, left out stays; lists are replaced. */
export interface ContactChanges {
  name?: string | undefined;
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  phones?: PhoneInput[] | undefined;
  emails?: EmailInput[] | undefined;
  timeZone?: string | null | undefined;
  ownerId?: string | null | undefined;
  variables?: Record<string, string> | null | undefined;
}

export interface ContactDeps {
  zoneRules: ZoneRules;
}
