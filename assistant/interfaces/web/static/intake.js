// Brings files to the library: a queue that outlives a change of area, uploads in small batches, follows their jobs.
// What a file's row says is decided here; intake_view.js shows it.
(() => {
  const BATCH_FILES = 8;
  const BATCH_BYTES = 48 * 1024 * 1024;
  const JOBS_AT_ONCE = 2;
  const LOOK_MS = 400;
  const AGAIN_MS = [2000, 4000, 8000, 15000];
  const ENDED = new Set(["done", "held", "failed", "locked", "lost"]);
  const SIGNED_OUT = "登录已过期，没有上传";
  const CUT = "连接断开，恢复后自动接着传";
  const UNREADABLE = "读不出来：可能已移走、改名，或正被别的程序占用。请确认后再拖一次";

  const items = [];
  const jobs = new Map(); // job id -> its items
  const hearers = new Set();
  let rules = { collection: "default", most: Infinity, readable: new Set() };
  let sending = null; // {batch, request}
  let broken = null; // a batch whose request broke off, with its key: sent again, it finds the job it may have made
  let tries = 0;
  let number = 0;
  let asked = false;
  let signedOut = false;

  const tell = (item) => hearers.forEach((hear) => hear(item));
  const put = (item, state, note = "", share = item.share) => {
    Object.assign(item, { state, note, share });
    tell(item);
  };
  const add = (file, folder, name = file.name) => {
    const item = { number: ++number, file, folder, name, size: file?.size ?? 0, collection: rules.collection };
    Object.assign(item, { state: "waiting", note: "", share: 0, passwords: [], alone: false, link: "", place: "" });
    items.push(item);
    return item;
  };

  // What is already on its way is not sent twice; what failed is tried again.
  const take = (found) => {
    for (const { file, folder } of found) {
      const same = items.find(
        (one) => one.file && one.folder === folder && one.name === file.name && one.collection === rules.collection,
      );
      if (same && !ENDED.has(same.state)) continue;
      if (same) items.splice(items.indexOf(same), 1);
      const item = add(file, folder);
      if (file.size > rules.most) {
        put(item, "failed", `超过 ${Math.floor(rules.most / 1024 ** 2)} MB，没有上传。请拆分文件，或压缩其中的图片`, 1);
      }
    }
    signedOut = false;
    tell(null);
    pump();
  };

  const nextBatch = () => {
    const first = items.find((one) => one.state === "waiting");
    if (!first) return null;
    const fits = (one) =>
      one === first ||
      (!first.alone && !one.alone && one.collection === first.collection && one.passwords.join() === first.passwords.join());
    const batch = [];
    let bytes = 0;
    for (const one of items) {
      if (one.state !== "waiting" || !fits(one)) continue;
      if (batch.length && (bytes + one.size > BATCH_BYTES || batch.length === BATCH_FILES)) break;
      if (batch.some((other) => other.name === one.name && other.folder === one.folder)) break;
      batch.push(one);
      bytes += one.size;
    }
    return { items: batch, key: newKey() };
  };
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("-");

  const pump = () => {
    if (sending || signedOut || jobs.size >= JOBS_AT_ONCE) return;
    const batch = broken ?? nextBatch();
    broken = null;
    if (batch) send(batch);
  };

  const send = (batch) => {
    const form = new FormData();
    form.append("collection", batch.items[0].collection);
    for (const password of batch.items[0].passwords) form.append("passwords", password);
    for (const item of batch.items) {
      form.append("files", item.file, item.name);
      form.append("folders", item.folder || ".");
      put(item, "sending", "正在上传", 0);
    }
    const request = new XMLHttpRequest();
    sending = { batch, request };
    request.upload.onprogress = (event) => spread(batch.items, event.loaded);
    request.onload = () => replied(batch, request);
    request.onerror = request.ontimeout = () => brokeOff(batch);
    request.open("POST", "/api/jobs/ingest");
    request.setRequestHeader("Idempotency-Key", batch.key);
    request.send(form);
  };
  const spread = (batch, loaded) => {
    let before = 0;
    for (const item of batch) {
      const share = item.size ? Math.min(1, Math.max(0, (loaded - before) / item.size)) : Number(loaded >= before);
      before += item.size;
      put(item, "sending", share < 1 ? `正在上传 ${Math.floor(share * 100)}%` : "已传完，等候读取", share * 0.4);
    }
  };

  const replied = (batch, request) => {
    sending = null;
    tries = 0;
    if (request.status === 202) {
      const job = JSON.parse(request.responseText);
      batch.items.forEach((item, at) => {
        const named = job.asked.files[at] ?? { name: item.name };
        item.place = (named.folder ? `${named.folder}/` : "") + named.name;
        put(item, "queued", "排队等候读取", 0.4);
      });
      follow(job.id, batch.items);
    } else if (request.status === 401) {
      signedOut = true;
      batch.items.forEach((item) => put(item, "lost", SIGNED_OUT, 1));
    } else if (request.status === 429) {
      setTimeout(pump, 1000 * (Number(request.getResponseHeader("Retry-After")) || 5));
      batch.items.forEach((item) => put(item, "waiting", "服务器正忙，稍候自动再传", 0));
      return;
    } else {
      refused(batch.items, request);
    }
    pump();
  };
  // One file may have spoilt it for the others: each is sent alone.
  const refused = (batch, request) => {
    if (batch.length > 1) {
      batch.forEach((item) => {
        item.alone = true;
        put(item, "waiting", "", 0);
      });
      return;
    }
    let told = null;
    try {
      told = JSON.parse(request.responseText).error;
    } catch {
      told = null;
    }
    const reason = told ? told.message + (told.hint ? `。${told.hint}` : "") : "服务器没有收下这个文件，请再试一次";
    put(batch[0], request.status >= 500 ? "lost" : "failed", reason, 1);
  };

  const isReadable = async (item) => {
    try {
      await item.file.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  };
  const brokeOff = async (batch) => {
    const readable = await Promise.all(batch.items.map(isReadable));
    sending = null;
    if (readable.includes(false)) {
      batch.items.forEach((item, at) => put(item, ...(readable[at] ? ["waiting", "", 0] : ["failed", UNREADABLE, 1])));
      pump();
      return;
    }
    batch.items.forEach((item) => put(item, "waiting", CUT, 0));
    broken = batch;
    setTimeout(pump, AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
  };

  // This tab's jobs, so that a page loaded anew goes on telling of them.
  const remember = () => {
    try {
      sessionStorage.setItem("zhibi:intake", JSON.stringify([...jobs.keys()]));
    } catch {
      return; // a browser that stores nothing
    }
  };
  const follow = (id, own) => {
    jobs.set(id, own);
    remember();
    const look = async () => {
      let reply;
      try {
        reply = await fetch(`/api/jobs/${id}`, { cache: "no-store" });
      } catch {
        setTimeout(look, 5 * LOOK_MS);
        return;
      }
      if (reply.ok) {
        const job = await reply.json();
        if (["queued", "running"].includes(job.state)) {
          progress(job, own);
          setTimeout(look, LOOK_MS);
          return;
        }
        end(job, own);
      } else if (reply.status === 429 || reply.status >= 500) {
        setTimeout(look, 10 * LOOK_MS);
        return;
      } else {
        const reason = reply.status === 401 ? "已经传到，仍在收入；重新登录后在下面的列表里查看" : "查不到结果，请在下面的列表里核对";
        own.forEach((item) => put(item, "lost", reason, 1));
      }
      jobs.delete(id);
      remember();
      pump();
    };
    look();
  };
  const progress = (job, own) => {
    const read = own.find((item) => {
      const name = item.place.split("/").pop();
      return job.detail === name || job.detail.startsWith(`${name} `);
    });
    if (!read || job.state !== "running") return;
    const detail = job.detail.slice(read.place.split("/").pop().length).trim();
    const page = /(\d+)\/(\d+)/.exec(detail);
    const share = page ? 0.4 + (0.55 * page[1]) / page[2] : Math.max(read.share, 0.45);
    put(read, "reading", `正在读取${detail ? ` ${detail}` : ""}`, share);
  };

  // A path in a report is the upload's: …/uploads/collection/folder/name, and below it what an archive holds.
  const UPLOADED = /\/uploads\/[^/]+\/$/;
  const belongs = (path, item) => path.endsWith(item.place) && UPLOADED.test(path.slice(0, -item.place.length));
  const isInside = (path, item) => {
    const at = path.indexOf(`/${item.place}/`);
    return at >= 0 && UPLOADED.test(path.slice(0, at + 1));
  };
  const end = (job, own) => {
    const result = job.result;
    for (const item of own) {
      const all = (paths, path) => paths.filter((one) => belongs(path(one), item) || isInside(path(one), item));
      const taken = result ? all(result.documents, (one) => one.path) : [];
      const held = result ? all(result.skipped, (one) => one) : [];
      const failed = result ? all(result.failed, (one) => one.path) : [];
      if (taken.length) done(item, taken, failed, all(result.doubtful ?? [], (one) => one.path));
      else if (failed.length) fail(item, failed);
      else if (held.length) put(item, "held", "资料库里已有，略过", 1);
      else put(item, "lost", (job.reason || "没有收入") + (job.hint ? `。${job.hint}` : ""), 1);
    }
    hearers.forEach((hear) => hear(null, result?.documents.length > 0));
  };
  const done = (item, taken, failed, doubtful) => {
    const parts = [taken.length > 1 ? `已收入其中 ${taken.length} 份` : "已收入"];
    if (doubtful.length) parts.push(`${doubtful.length} 页文字存疑，请核对`);
    for (const one of failed) parts.push(`${one.path.split("/").pop()}：${one.reason}`);
    item.link = taken.length === 1 ? `/library/${taken[0].id}${doubtful.length ? "?view=pages" : ""}` : "";
    item.doubtful = doubtful.length > 0;
    put(item, "done", parts.join("；"), 1);
  };
  const fail = (item, failed) => {
    const locked = failed.find((one) => one.needs_password);
    if (locked && item.file) {
      put(item, "locked", item.passwords.length ? "密码不对，打不开" : "文件加了密码，请输入打开密码", 1);
    } else {
      put(item, "failed", failed.map((one) => (belongs(one.path, item) ? one.reason : `${one.path.split("/").pop()}：${one.reason}`)).join("；"), 1);
    }
  };

  const again = (item) => {
    signedOut = false;
    put(item, "waiting", "", 0);
    pump();
  };
  // One password often opens all files of a folder: it is tried on every one that waits for its own.
  const unlock = (password) => {
    for (const item of items.filter((one) => one.state === "locked")) {
      item.passwords = [password];
      put(item, "waiting", "", 0);
    }
    pump();
  };
  const halt = () => {
    const left = items.filter((one) => one.state === "waiting" || one.state === "sending");
    const request = sending?.request;
    sending = broken = null;
    request?.abort();
    left.forEach((item) => put(item, "lost", "没有上传", 1));
  };
  const clear = () => {
    for (const item of [...items]) if (ENDED.has(item.state)) items.splice(items.indexOf(item), 1);
    tell(null);
  };

  // Files that were on their way before the page was loaded anew: what had arrived is still being taken in.
  const recall = async () => {
    if (asked) return;
    asked = true;
    try {
      for (const id of JSON.parse(sessionStorage.getItem("zhibi:intake") ?? "[]")) {
        const reply = await fetch(`/api/jobs/${id}`, { cache: "no-store" });
        const job = reply.ok ? await reply.json() : { asked: {} };
        if (jobs.has(id) || !job.asked.files) continue;
        const own = job.asked.files.map((one) => {
          const item = add(null, one.folder ?? "", one.name);
          item.place = (one.folder ? `${one.folder}/` : "") + one.name;
          Object.assign(item, { state: "queued", note: "排队等候读取", share: 0.4 });
          return item;
        });
        follow(job.id, own);
      }
      tell(null);
    } catch {
      asked = false;
    }
  };

  addEventListener("online", () => pump());
  addEventListener("beforeunload", (event) => {
    if (items.some((one) => one.file && (one.state === "waiting" || one.state === "sending"))) event.preventDefault();
  });
  window.zhibiIntake = {
    items, ENDED, take, again, unlock, halt, clear, recall,
    hear: (hearer) => hearers.add(hearer),
    leave: (hearer) => hearers.delete(hearer),
    set: (changed) => Object.assign(rules, changed),
    get rules() { return rules; },
    get signedOut() { return signedOut; },
  };
})();
