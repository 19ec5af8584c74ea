// Each tab has a name of its own, under which it keeps what is typed in it; what a closed tab has left the next may take.
(() => {
  const NAME = "zhibi:tab";
  const PATIENCE = 120; // ms in which the other tabs say that they are there
  const others = new Set();
  const made = () => Math.random().toString(36).slice(2, 10);
  const kept = () => {
    try {
      return sessionStorage.getItem(NAME) ?? "";
    } catch {
      return ""; // barred: the name lasts until the next reload
    }
  };
  const keep = (name) => {
    try {
      sessionStorage.setItem(NAME, name);
    } catch {
      return;
    }
  };
  let own = kept();
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }) => {
    if (data.here) others.add(data.here);
    else if (own) channel.postMessage({ here: own });
  };
  channel.postMessage({ asks: true });
  const known = new Promise((done) =>
    setTimeout(() => {
      if (!own || others.has(own)) keep((own = made())); // a duplicated tab comes with the name of the first
      done(own);
    }, PATIENCE),
  );
  window.zhibiTab = { name: () => known, isOpen: (name) => others.has(name) };
})();
