import axios, { type AxiosAdapter } from 'axios';

/** The sockets axios uses by itself, by name: so that something may stand before them. */
export function networkTransport(): AxiosAdapter {
  return axios.getAdapter('http');
}
