/** What the recorded messages carried, so that a test can look for it where it must not be (K3). */
export const personal = {
  channel: 'sms',
  to: '+12125550187',
  recipientName: 'Zenobia Quillfeather',
  text: 'Your xylophone lesson moved to the lighthouse.',
} as const;
