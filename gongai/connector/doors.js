// Runs at the start of every document, before any script of the page: ways to send that the guard's route never sees
// are taken away, and what is sent while the document goes is not sent at all. A page may wrap these functions again,
// as many do: what it wraps is ours. `first` is what runs first in every worker, as text; `mark` tells our route so.
((first, mark) => {
  'use strict';
  for (const name of ['SharedWorker', 'WebTransport', 'WebSocketStream', 'RTCPeerConnection', 'webkitRTCPeerConnection', 'fetchLater']) {
    delete window[name];
  }
  let gone = false;
  addEventListener('pagehide', () => { gone = true; }, true);
  addEventListener('gongai:quiet', () => { // before the page is closed: see closing.py
    gone = true;
    stop();
    new BroadcastChannel('gongai:quiet').postMessage('');
  }, true);
  addEventListener('submit', (e) => { if (gone) { e.preventDefault(); e.stopImmediatePropagation(); } }, true);
  const refused = () => new TypeError('Failed to fetch');
  const wrap = (owner, name, make) => {
    const original = owner[name];
    if (typeof original !== 'function') return;
    const own = Object.getOwnPropertyDescriptor(owner, name) || { configurable: true, enumerable: true, writable: true };
    Object.defineProperty(owner, name, { ...own, value: make(original) });
  };

  wrap(window, 'fetch', (original) => function fetch(input, init) {
    if (gone) return Promise.reject(refused());
    const held = input instanceof Request && input.keepalive ? new Request(input, { keepalive: false }) : input;
    return original.call(window, held, init && init.keepalive ? { ...init, keepalive: false } : init);
  });
  const fetchOfPage = window.fetch;
  wrap(Navigator.prototype, 'sendBeacon', () => function sendBeacon(address, data) {
    if (gone) return false;
    const plain = { method: 'POST', body: data === undefined ? null : data, mode: 'no-cors', credentials: 'include' };
    fetchOfPage(address, /** @type {RequestInit} */ (plain)).catch(() => {});
    return true;
  });
  const sendRequest = XMLHttpRequest.prototype.send;
  wrap(XMLHttpRequest.prototype, 'send', (original) => function send(body) {
    if (gone) throw refused();
    return original.call(this, body);
  });
  for (const name of ['submit', 'requestSubmit']) {
    wrap(HTMLFormElement.prototype, name, (original) => function (...given) {
      if (!gone) return original.apply(this, given);
    });
  }

  // A worker's script begins with ours. What is at an address is prefixed by our route, which the mark tells of; a blob is
  // prefixed here. To have the debugger hold every worker until our script has run is not enough: of several workers that
  // begin at one time on a busy machine, some do not wait.
  const blobs = new Map();
  wrap(URL, 'createObjectURL', (original) => function createObjectURL(thing) {
    const address = original.call(URL, thing);
    if (thing instanceof Blob) blobs.set(address, thing);
    return address;
  });
  const createBlobAddress = URL.createObjectURL;
  wrap(URL, 'revokeObjectURL', (original) => function revokeObjectURL(address) {
    blobs.delete(String(address));
    return original.call(URL, address);
  });
  const NewRequest = XMLHttpRequest, openRequest = NewRequest.prototype.open;
  const blobAt = (address) => { // of another document, or data: in the address itself
    const request = new NewRequest();
    openRequest.call(request, 'GET', address, false);
    sendRequest.call(request);
    return request.responseText;
  };
  wrap(window, 'Worker', (original) => {
    const prefixed = (given, options) => {
      const address = new URL(String(given), document.baseURI), module = options && options.type === 'module';
      if (/^https?:$/.test(address.protocol)) {
        address.search += `${address.search ? '&' : '?'}${mark}=${module ? 'module' : 'script'}`;
        return address.href;
      }
      const own = module ? `import ${JSON.stringify(`${location.origin}/?${mark}=first`)};` : first;
      return createBlobAddress(new Blob([own, '\n', blobs.get(address.href) || blobAt(address.href)], { type: 'text/javascript' }));
    };
    const Worker = function (address, options) {
      return Reflect.construct(original, [prefixed(address, options), options], new.target);
    };
    Worker.prototype = original.prototype;
    Object.defineProperty(Worker.prototype, 'constructor', { configurable: true, writable: true, value: Worker });
    return Worker;
  });

  // Pages fetched ahead are asked for outside every route.
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) {
      const e = /** @type {Element} */ (node);
      if (e.nodeType === 1) for (const one of [e, ...e.querySelectorAll('script')]) {
        if (one.localName === 'script' && /^speculationrules$/i.test(one.getAttribute('type') || '')) one.remove();
      }
    }
  }).observe(document, { childList: true, subtree: true });
})('', '');
