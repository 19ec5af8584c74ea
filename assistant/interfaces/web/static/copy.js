// Puts rich and plain text on the clipboard in one go. By the browser's own copying: it works on plain http as well.
window.zhibiCopy = (html, text) => {
  let done = false;
  const put = (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    done = true;
  };
  document.addEventListener("copy", put, { capture: true });
  document.execCommand("copy");
  document.removeEventListener("copy", put, { capture: true });
  return done;
};
