/** A pattern for LIKE that matches texts with this part in them. */
export const patternOf = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;
