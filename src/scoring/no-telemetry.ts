/**
 * onnxruntime-node 1.30 reports its use: it keeps a device id and an event store under the home folder and knows a
 * collector's address. Proxima makes no request that an operator has not asked for, so this must be set before the
 * library is loaded.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
