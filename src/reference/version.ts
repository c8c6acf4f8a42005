/** Of the documents; a test holds it against package.json, which is not at hand where the engine runs. */
export const VERSION = '0.1.0';
