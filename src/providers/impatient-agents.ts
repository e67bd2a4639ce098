import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

export interface ImpatientAgents {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
}

/** Half of a provider's time: what cannot be connected to is certainly not sent, and tried again. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * Shorter than any server keeps an idle connection (Node's: 5 s): a request on one that the server
 * just closed would be ambiguous.
 */
const IDLE_MS = 4_000;

/** Agents that give up connecting soon, with the code `CONNECT_TIMEOUT`, and keep no stale socket. */
export function createImpatientAgents(
  mostSockets: number,
  connectTimeoutMs = CONNECT_TIMEOUT_MS,
): ImpatientAgents {
  const options = { keepAlive: true, maxSockets: mostSockets, timeout: IDLE_MS };
  const httpAgent = new http.Agent(options);
  const httpsAgent = new https.Agent(options);
  limitConnecting(httpAgent, 'connect', connectTimeoutMs);
  limitConnecting(httpsAgent, 'secureConnect', connectTimeoutMs);
  return { httpAgent, httpsAgent };
}

type Connector = { createConnection(...args: unknown[]): Socket | undefined };

function limitConnecting(agent: http.Agent, doneEvent: string, timeoutMs: number): void {
  const connector = agent as unknown as Connector;
  const create = connector.createConnection.bind(agent);
  connector.createConnection = (...args) => {
    const socket = create(...args);
    if (socket) limitSocket(socket, doneEvent, timeoutMs);
    return socket;
  };
}

function limitSocket(socket: Socket, doneEvent: string, timeoutMs: number): void {
  const giveUp = () => {
    const error = new Error('not connected in time');
    socket.destroy(Object.assign(error, { code: 'CONNECT_TIMEOUT', syscall: 'connect' }));
  };
  const timer = setTimeout(giveUp, timeoutMs);
  const done = () => clearTimeout(timer);
  socket.once(doneEvent, done);
  socket.once('close', done);
}
