/** `helpers.httpRequestWithAuthentication` as n8n 2.41 does it (n8n-core authentication.js, n8n credentials-helper.js). */
import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  IHttpRequestOptions,
  INode,
} from 'n8n-workflow';
import { asNodeApiError, statusOf } from './http';

export interface Helpers {
  httpRequest(options: IHttpRequestOptions): Promise<unknown>;
}

/** One credential as n8n keeps it: what preAuthentication minted is stored with it. */
export class Vault {
  private minted: IDataObject = {};

  constructor(
    private readonly credential: ICredentialType,
    private readonly data: () => IDataObject,
    private readonly helpers: Helpers,
  ) {}

  /** What `getCredentials` gives. */
  decrypted(): ICredentialDataDecryptedObject {
    return { ...this.hidden(), ...this.data(), ...this.minted } as ICredentialDataDecryptedObject;
  }

  /** Forgets what was minted, as a new credential would have it. */
  forget(): void {
    this.minted = {};
  }

  /** The members that the user does not see begin empty. */
  private hidden(): IDataObject {
    const { properties } = this.credential;
    return Object.fromEntries(properties.filter(({ type }) => type === 'hidden').map(({ name }) => [name, '']));
  }

  async preAuthenticate(hasExpired: boolean): Promise<void> {
    const { properties, preAuthentication } = this.credential;
    const expirable = properties.find(({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true);
    if (expirable === undefined || preAuthentication === undefined) return;
    const credentials = this.decrypted();
    if (credentials[expirable.name] !== '' && !hasExpired) return;
    const output = await preAuthentication.call(posing<IHttpRequestHelper>({ helpers: this.helpers }), credentials);
    if (output[expirable.name] !== undefined) this.minted = { ...this.minted, ...output };
  }

  authenticate(options: IHttpRequestOptions): Promise<IHttpRequestOptions> {
    const { authenticate } = this.credential;
    if (typeof authenticate === 'function') return authenticate(this.decrypted(), options);
    throw new Error('the bench runs credentials with an authenticate function');
  }
}

export async function requestWithAuthentication(
  vault: Vault,
  node: INode,
  helpers: Helpers,
  options: IHttpRequestOptions,
): Promise<unknown> {
  let ready = options;
  try {
    await vault.preAuthenticate(false);
    ready = await vault.authenticate(ready);
    return await helpers.httpRequest(ready);
  } catch (error) {
    if (statusOf(error) !== 401) throw asNodeApiError(node, error);
  }
  try {
    // n8n applies the credential to the request as it already was.
    await vault.preAuthenticate(true);
    return await helpers.httpRequest(await vault.authenticate(ready));
  } catch (error) {
    throw asNodeApiError(node, error);
  }
}

/** As much of n8n's context as nodes here use. */
export function posing<Context>(members: object): Context {
  return members as Context;
}
