/* Not needed. With it the sum (reviews/work.py) is done while the citizen reads, a page without signal waits and goes out
   once, and a scanned receipt code fills itself in. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-work]");
  var code = document.getElementById("code");
  if (code && location.hash.length > 8) { code.value = decodeURIComponent(location.hash.slice(1)); }
  if (!form || !window.Uint32Array) { return; }

  var K = [], H0 = [];
  (function () { // first 32 bits of the roots of the first primes, as FIPS 180-4 says
    for (var n = 2; K.length < 64; n++) {
      for (var d = 2, prime = true; d * d <= n; d++) { if (n % d === 0) { prime = false; break; } }
      if (!prime) { continue; }
      if (H0.length < 8) { H0.push((Math.pow(n, 1 / 2) * 4294967296) | 0); }
      K.push((Math.pow(n, 1 / 3) * 4294967296) | 0);
    }
  })();

  function firstWord(text) { // of SHA-256 over ASCII
    var words = new Int32Array((((text.length + 8) >> 6) + 1) * 16), h = H0.slice(), w = new Int32Array(64), i;
    for (i = 0; i < text.length; i++) { words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8); }
    words[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
    words[words.length - 1] = text.length * 8;
    for (var block = 0; block < words.length; block += 16) {
      var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], z = h[7];
      for (i = 0; i < 64; i++) {
        if (i < 16) { w[i] = words[block + i]; } else {
          var x = w[i - 15], y = w[i - 2];
          w[i] = w[i - 16] + w[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
            + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
        }
        var t = (z + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + w[i]) | 0;
        var s = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c)) | 0;
        z = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + s) | 0;
      }
      h[0] = (h[0] + a) | 0; h[1] = (h[1] + b) | 0; h[2] = (h[2] + c) | 0; h[3] = (h[3] + d) | 0;
      h[4] = (h[4] + e) | 0; h[5] = (h[5] + f) | 0; h[6] = (h[6] + g) | 0; h[7] = (h[7] + z) | 0;
    }
    return h[0] >>> 0;
  }

  var bits = +form.getAttribute("data-work"), key = form.elements.form_key.value, answer = 0;
  (function work() { // in small bites, so that the page never stands still
    for (var end = answer + 400; answer < end; answer++) {
      if (firstWord(key + ":" + answer) >>> (32 - bits) === 0) {
        var field = document.createElement("input");
        field.type = "hidden"; field.name = "work"; field.value = answer;
        form.appendChild(field);
        return;
      }
    }
    setTimeout(work, 0);
  })();

  if (!window.fetch || !window.FormData) { return; }
  var note = form.querySelector(".waiting"), button = form.querySelector("button"), timer;
  function tell(text) { note.textContent = text; note.hidden = false; }
  function send(body) {
    clearTimeout(timer);
    fetch(form.action, { method: "POST", body: body, credentials: "same-origin" }).then(function (response) {
      return response.text();
    }).then(function (page) {
      document.open(); document.write(page); document.close();
    }, function () { // no signal: the same page number again, so it counts once however often it arrives
      tell(form.getAttribute("data-waiting"));
      timer = setTimeout(function () { send(body); }, 5000);
      window.addEventListener("online", function () { send(body); }, { once: true });
    });
  }
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    button.disabled = true;
    tell(form.getAttribute("data-sending"));
    send(new FormData(form));
  });
})();
