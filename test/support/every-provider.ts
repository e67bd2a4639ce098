import { type ProviderName, providerNames } from '#domain/sender';
import type { Provider } from '#providers/provider';

/** One provider in the place of all. */
export function everyProvider(provider: Provider): Record<ProviderName, Provider> {
  const each = Object.fromEntries(providerNames.map((name) => [name, provider]));
  return each as Record<ProviderName, Provider>;
}
