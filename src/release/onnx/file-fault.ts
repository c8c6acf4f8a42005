export const FILE_LIMITS = {
  bytes: 50 * 2 ** 20,
  nodes: 5_000,
  /** Of any tensor that the file holds, or has made from a shape that it holds. */
  elements: 2 ** 24,
} as const;

/** Why no runtime gets to see a file. */
export type FileCode =
  | 'TOO_LARGE'
  | 'NOT_ONNX'
  | 'NO_GRAPH'
  | 'EXTERNAL_DATA'
  | 'TRAINING_INFO'
  | 'LOCAL_FUNCTIONS'
  | 'FOREIGN_DOMAIN'
  | 'OPERATOR_NOT_ALLOWED'
  | 'SUBGRAPH'
  | 'TOO_MANY_NODES'
  | 'TENSOR_SIZE'
  | 'GRAPH_ORDER';

export interface FileFault {
  readonly code: FileCode;
  /** What is wrong, and where. */
  readonly message: string;
}

const LONGEST_NAME = 80;

/** A name of the file in quotes, fit for a line of ours: the file may call things what it likes, and at any length. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name);
}
