import shipped from 'moment-timezone/data/packed/latest.json' with { type: 'json' };
import { createZoneRules } from '#domain/time-zone';

/** The shipped rules as they were for Vancouver until 2025c, when it still kept Los Angeles' clock changes. */
export function rulesBefore2026() {
  const losAngeles = shipped.zones.find((zone) => zone.startsWith('America/Los_Angeles|')) ?? '';
  const vancouver = losAngeles.replace('America/Los_Angeles', 'America/Vancouver');
  const others = shipped.zones.filter((zone) => !zone.startsWith('America/Vancouver|'));
  return createZoneRules({ version: '2025c', zones: [...others, vancouver], links: shipped.links });
}
