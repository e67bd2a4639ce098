/** What the demo reads of a message; the whole of it is in the OpenAPI document. */
export interface DemoMessage {
  id: string;
  status: string;
  sendAt: string;
  localSendAt: string | null;
  timeZone: string | null;
  cancelReason: string | null;
}

export interface DemoDelivery {
  deliveredAt: string;
}

export interface DemoSender {
  id: string;
  channel: string;
  provider: string;
  active: boolean;
  settings: { fault?: unknown };
}

export interface Page<T> {
  data: T[];
}
