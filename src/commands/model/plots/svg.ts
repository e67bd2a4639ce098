const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** An element of SVG: attributes and texts are escaped, children are elements already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(typeof value === 'number' ? toShort(value) : value)}"`,
  );
  return children.length === 0
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

export function text(value: string, attributes: Readonly<Record<string, string | number>>): string {
  return element('text', attributes, [escapeXml(value)]);
}

/** A picture with a title and a description, for whoever has it read out. */
export function picture(
  {
    title,
    description,
    width,
    height,
  }: Record<'title' | 'description', string> & Record<'width' | 'height', number>,
  children: readonly string[],
): string {
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': 'title description',
      'font-family': 'system-ui, sans-serif',
      'font-size': 14,
      fill: '#1a1a1a',
    },
    [
      element('title', { id: 'title' }, [escapeXml(title)]),
      element('desc', { id: 'description' }, [escapeXml(description)]),
      element('rect', { width, height, fill: '#ffffff' }),
      text(title, { x: 16, y: 26, 'font-size': 18, 'font-weight': 'bold' }),
      ...children,
    ],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`;
}

export function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function toShort(value: number): string {
  return String(Number(value.toFixed(2)));
}
