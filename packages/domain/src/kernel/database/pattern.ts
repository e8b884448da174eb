/** A pattern for LIKE that matches texts with this part in them. */
export const patternOf = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;

/** SQL of the form in which stored names are compared: the contract's `comparable`, since they are stored in form C. */
export const comparableSql = (name: string): string => `translate(${name}, U&'\\200C\\200D', '')`;
