/** How this installation of Notific is set up: its one public page leaves these open. */

export interface NotificOptions {
  /** ASP.NET writes members as the classes have them, unless it is told to use camel case. */
  naming: 'pascal' | 'camel';
  /** What a wrong key meets: a redirect to the login page, the page itself with 200, or a plain 401. */
  wrongKey: 'redirect' | 'page' | 'unauthorized';
  /** How a customer's services are written. */
  services: 'ids' | 'records';
  /** Whether an error says more than that it occurred. */
  details: boolean;
  /** What becomes of ClosedTime and ReopenedTime when an update leaves them out: the page can be read either way. */
  leftOutTimes: 'kept' | 'erased';
}

export const DEFAULTS: NotificOptions = {
  naming: 'pascal',
  wrongKey: 'redirect',
  services: 'ids',
  details: true,
  leftOutTimes: 'kept',
};
