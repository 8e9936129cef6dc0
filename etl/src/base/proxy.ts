/** The proxies through which hosts are reached. */

export interface ProxyConfig {
  /** URL of the proxy for http: addresses, with its user and password; null: none. */
  http: string | null;
  /** URL of the proxy for https: addresses; null: the one for http. */
  https: string | null;
  /** Hosts that are asked directly, as NO_PROXY writes them. */
  no: string;
}

export const NO_PROXY: ProxyConfig = { http: null, https: null, no: '' };

/** Passwords in the addresses, as they are written there and as the proxy gets them. */
export function proxySecrets({ http, https }: ProxyConfig): string[] {
  return [http, https].flatMap((address) => {
    const password = address === null ? '' : new URL(address).password;
    return password === '' ? [] : [...new Set([password, decoded(password)])];
  });
}

/** As it stands where it cannot be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
