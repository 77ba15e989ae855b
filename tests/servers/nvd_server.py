#!/usr/bin/python3
"""A server that plays the NVD, CISA and FIRST, well or badly.

usage: nvd_server.py DIR [--plain]

It listens on a free port of 127.0.0.1, writes the number into DIR/port,
and ends after LIFETIME seconds at the latest.  With --plain it speaks
HTTP, else HTTPS with DIR/cert.pem and DIR/key.pem.

It serves
  /rest/json/cves/2.0   pages of DIR/cves.json, a list of CVE objects that
                        is read again for each request
  everything else       the file DIR/www/PATH, with ETag and Last-Modified

DIR/faults says what goes wrong.  Each line is "PREFIX ACTION [ARGUMENT]";
a request whose path begins with PREFIX takes the first such line away and
gets that instead; "*ACTION" is never taken away:
  status CODE [RETRY-AFTER]   that status
  message CODE TEXT           that status and a header "message"
  truncate                    half of the body, then the end
  drop                        the end, without an answer
  endless                     a body that never ends
  headers                     headers that never end
  drip                        one byte a second
  redirect URL                there
  short N                     a page with at most N records
  grow N                      the rest of DIR/later.json, N records, joins
  shrink N                    the first N records go away
DIR/log has a line for each request: METHOD PATH STATUS key=… match=…
"""

import gzip
import hashlib
import http.server
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse

LIFETIME = 120
ROOT = sys.argv[1]
LOCK = threading.Lock()


def path_of(*names):
    return os.path.join(ROOT, *names)


def load(name):
    with open(path_of(name), encoding="utf-8") as f:
        return json.load(f)


def save(name, value):
    with open(path_of(name), "w", encoding="utf-8") as f:
        json.dump(value, f)


def fault(path):
    """The fault for this request: [action, argument...] or []."""
    with LOCK:
        try:
            with open(path_of("faults"), encoding="utf-8") as f:
                lines = f.read().splitlines()
        except FileNotFoundError:
            return []
        for i, line in enumerate(lines):
            prefix, _, rest = line.partition(" ")
            if not path.startswith(prefix):
                continue
            if rest.startswith("*"):
                return rest[1:].split(" ")
            del lines[i]
            with open(path_of("faults"), "w", encoding="utf-8") as f:
                f.writelines(x + "\n" for x in lines)
            return rest.split(" ")
    return []


def page(query, what):
    """One page of the API as bytes."""
    if what[0] == "grow":
        later = load("later.json")
        save("cves.json", load("cves.json") + later[:int(what[1])])
        save("later.json", later[int(what[1]):])
    cves = load("cves.json")
    if what[0] == "shrink":
        cves = cves[int(what[1]):]
        save("cves.json", cves)
    start, end = query.get("lastModStartDate"), query.get("lastModEndDate")
    if start:
        cves = [c for c in cves
                if start.rstrip("Z") <= c["lastModified"] <= end.rstrip("Z")]
    first = int(query.get("startIndex", 0))
    size = min(int(query.get("resultsPerPage", 2000)), load("size.json"))
    found = cves[first:first + size]
    if what[0] == "short":
        found = found[:int(what[1])]
    return json.dumps({
        "resultsPerPage": len(found), "startIndex": first,
        "totalResults": len(cves), "format": "NVD_CVE", "version": "2.0",
        "timestamp": "2026-01-31T00:00:00.000",
        "vulnerabilities": [{"cve": c} for c in found]}).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # its header lines and its body are written apart: do not wait for ACKs
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def note(self, status):
        match = self.headers.get("If-None-Match") or \
            self.headers.get("If-Modified-Since") or ""
        line = "%s %s %s key=%s match=%s\n" % (
            self.command, self.path, status, self.headers.get("apiKey", ""),
            match)
        with LOCK, open(path_of("log"), "a", encoding="utf-8") as f:
            f.write(line)

    def empty(self, status, **headers):
        self.note(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def body(self, data, what, headers):
        self.note(200)
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        if what[0] == "endless":
            self.end_headers()
            while True:
                self.wfile.write(b" " * 1048576)
        self.send_header("Content-Length", str(len(data)))
        if what[0] == "headers":
            while True:
                self.send_header("X-Filler", "x" * 4000)
                self.flush_headers()
        self.end_headers()
        if what[0] == "truncate":
            self.wfile.write(data[:len(data) // 2])
            self.close_connection = True
        elif what[0] == "drip":
            for i in range(len(data)):
                self.wfile.write(data[i:i + 1])
                time.sleep(1)
        else:
            self.wfile.write(data)

    def do_GET(self):
        try:
            self.answer()
        except (BrokenPipeError, ConnectionError, ssl.SSLError):
            self.close_connection = True

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        what = fault(self.path) or [""]
        if what[0] == "status":
            wait = {"Retry_After": " ".join(what[2:])} if what[2:] else {}
            return self.empty(int(what[1]), **wait)
        if what[0] == "message":
            return self.empty(int(what[1]), message=" ".join(what[2:]))
        if what[0] == "redirect":
            return self.empty(302, Location=what[1])
        if what[0] == "drop":
            self.note("dropped")
            self.close_connection = True
            return None
        if url.path == "/rest/json/cves/2.0":
            data = page(query, what)
            headers = {}
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                data = gzip.compress(data, mtime=0)
                headers["Content-Encoding"] = "gzip"
            return self.body(data, what, headers)
        try:
            with open(path_of("www", url.path.lstrip("/")), "rb") as f:
                data = f.read()
                changed = self.date_time_string(
                    int(os.fstat(f.fileno()).st_mtime))
        except (FileNotFoundError, IsADirectoryError):
            return self.empty(404)
        etag = '"%s"' % hashlib.sha256(data).hexdigest()[:16]
        if etag == self.headers.get("If-None-Match"):
            return self.empty(304, ETag=etag)
        return self.body(data, what, {"ETag": etag, "Last-Modified": changed})


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if "--plain" not in sys.argv:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path_of("cert.pem"), path_of("key.pem"))
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
    with open(path_of("port.new"), "w", encoding="utf-8") as f:
        f.write("%d\n" % server.server_address[1])
    os.rename(path_of("port.new"), path_of("port"))
    threading.Timer(LIFETIME, os._exit, [0]).start()
    server.serve_forever()


main()
