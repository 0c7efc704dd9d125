/** The controller's lock in the state directory; held as long as it runs. */
export const SERVE_LOCK = 'serve.lock';

/** What a controller that `deploy` started writes. */
export const SERVE_LOG = 'serve.log';
