// Says when the connection is lost, and when it is back.
(() => {
  const LOST = "连接已断开，正在重新连接。您输入的文字留在本机，不会丢失。";
  const BACK = "连接已恢复。";
  const FLAG = "zhibi:line-lost";
  let banner, timer, lost = false;
  const show = (text, kind) => {
    banner.textContent = text;
    banner.dataset.kind = kind;
    banner.hidden = false;
  };
  const down = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      lost = true;
      sessionStorage.setItem(FLAG, "1");
      show(LOST, "lost");
    }, 800);
  };
  const up = () => {
    clearTimeout(timer);
    if (!lost && !sessionStorage.getItem(FLAG)) return;
    lost = false;
    sessionStorage.removeItem(FLAG);
    show(BACK, "back");
    timer = setTimeout(() => (banner.hidden = true), 4000);
  };
  const begin = () => {
    if (!window.socket) {
      setTimeout(begin, 50);
      return;
    }
    window.socket.on("disconnect", down);
    window.socket.on("connect", up);
    if (window.socket.connected) up();
  };
  // The page that is being left loses its connection too; that is nothing to tell.
  addEventListener("pagehide", () => clearTimeout(timer));
  addEventListener("offline", down);
  addEventListener("online", () => window.socket?.connected && up());
  addEventListener("DOMContentLoaded", () => {
    banner = document.createElement("div");
    banner.id = "zb-line";
    banner.setAttribute("role", "status");
    banner.hidden = true;
    document.body.append(banner);
    begin();
  });
})();
