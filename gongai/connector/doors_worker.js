// Runs at the start of every dedicated worker: no sockets, which no route sees there; no workers of its own,
// which would not be told; and nothing sent once the page is about to be closed.
(() => {
  'use strict';
  for (const name of ['WebSocket', 'WebSocketStream', 'WebTransport', 'Worker']) delete self[name];
  let quiet = false, channel = null;
  const mayNot = () => {
    if (!channel && typeof BroadcastChannel === 'function') {
      channel = new BroadcastChannel('gongai:quiet');
      channel.onmessage = () => { quiet = true; };
    }
    return quiet;
  };
  const refused = () => new TypeError('Failed to fetch');
  const fetchOfWorker = self.fetch;
  if (typeof fetchOfWorker === 'function') {
    self.fetch = function fetch(input, init) {
      if (mayNot()) return Promise.reject(refused());
      const held = input instanceof Request && input.keepalive ? new Request(input, { keepalive: false }) : input;
      return fetchOfWorker.call(self, held, init && init.keepalive ? { ...init, keepalive: false } : init);
    };
  }
  if (typeof XMLHttpRequest === 'function') {
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
      if (mayNot()) throw refused();
      return send.call(this, body);
    };
  }
})();
