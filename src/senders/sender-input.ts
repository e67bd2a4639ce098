import type { Channel } from '#domain/message';
import type { ProviderName, SenderSettings } from '#domain/sender';

/** The body of `POST /v1/senders`: one of `address` and `serviceSid`, as the edge has seen to. */
export interface SenderInput {
  channel: Channel;
  provider: ProviderName;
  address?: string | undefined;
  serviceSid?: string | undefined;
  name: string;
  isDefault?: boolean | undefined;
  assignedUserId?: string | undefined;
  ratePerSecond?: number | undefined;
  settings?: SenderSettings | undefined;
}

/** The body of `PATCH /v1/senders/{id}`: null clears, left out stays. */
export interface SenderChanges {
  name?: string | undefined;
  isDefault?: boolean | undefined;
  active?: boolean | undefined;
  assignedUserId?: string | null | undefined;
  ratePerSecond?: number | null | undefined;
  settings?: SettingsChanges | null | undefined;
}

/** Null clears, left out stays. */
export type SettingsChanges = {
  [K in keyof SenderSettings]?: SenderSettings[K] | null | undefined;
};
