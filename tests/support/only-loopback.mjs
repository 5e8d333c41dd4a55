/**
 * Loaded before every test, and by every Node process that a test starts with this process's environment: nothing may be
 * sent anywhere but to this machine. An alert, an order or a question to a real broker fails where the socket is made.
 */
import net from 'node:net';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0', '::']);
const { connect } = net.Socket.prototype;

// A process that runs several test files loads this before each: one guard is enough.
if (connect.name !== 'connectToThisMachine')
  net.Socket.prototype.connect = function connectToThisMachine(...args) {
    // Node hands over an array when it has looked at the arguments before.
    const [first, second] = Array.isArray(args[0]) ? args[0] : args;
    const isOptions = typeof first === 'object' && first !== null;
    const path = isOptions ? first.path : undefined;
    const named = isOptions ? first.host : second;
    const host = typeof named === 'string' ? named : 'localhost';
    if (typeof path !== 'string' && !LOOPBACK.has(host))
      throw new Error(`a test may not reach ${host}: only this machine`);
    return connect.apply(this, args);
  };
