/** The name of the meta element by which the page's server tells where the API is. */
export const API_META = 'frontrow-api';
