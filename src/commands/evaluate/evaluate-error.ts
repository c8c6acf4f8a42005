/** What keeps a command from doing its job, told so that it can be mended. */
export class EvaluateError extends Error {}
