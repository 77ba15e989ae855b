#!/usr/bin/python3
"""An SMTP server that misbehaves on purpose.

usage: smtp.py DIR [cert=FILE key=FILE] [login=USER:PASSWORD] [greeting=stall]

Writes its port to DIR/port, each mail it took to DIR/1.eml, DIR/2.eml ...
and one line per event to DIR/log.  Without cert it offers no STARTTLS; with
login it takes nothing before AUTH.  What it does wrong is named by the
recipient's local part:

  gone 550, later 450       to RCPT
  stall, drop               at RCPT: no answer; connection closed
  drop-data                 connection closed in the middle of the text
  drop-after, stall-after   the text was taken, but no answer to it
  bad-text 554, full 452    to the text
"""
import asyncio
import logging
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

REPLY_RCPT = {"gone": "550 5.1.1 no such user",
              "later": "450 4.2.0 try again later"}
REPLY_TEXT = {"bad-text": "554 5.7.1 refused", "full": "452 4.3.1 full"}


class Handler:
    def __init__(self, folder):
        self.folder, self.count = folder, 0
        self.log = open(os.path.join(folder, "log"), "a", buffering=1)

    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.split("@")[0]
        self.log.write(f"rcpt {address}\n")
        if who == "stall":
            await asyncio.sleep(60)
        if who == "drop":
            server.transport.abort()
            return "421 never seen"
        if who in REPLY_RCPT:
            return REPLY_RCPT[who]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        who = envelope.rcpt_tos[0].split("@")[0]
        if who in REPLY_TEXT:
            return REPLY_TEXT[who]
        self.count += 1
        name = os.path.join(self.folder, f"{self.count}.eml")
        with open(name, "wb") as out:
            out.write(envelope.content)
        self.log.write(f"took {envelope.rcpt_tos[0]}\n")
        if who == "stall-after":
            await asyncio.sleep(60)
        if who == "drop-after":
            server.transport.abort()
        return "250 taken"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos[:1] == ["drop-data@example.jp"]:
            await self.push("354 go on")
            await self._reader.readexactly(4096)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def main(folder, *words):
    opt = dict(w.split("=", 1) for w in words)
    handler = Handler(folder)
    args = {"hostname": "test.example.jp", "timeout": 30}
    logging.disable(logging.CRITICAL)
    if "cert" in opt:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(opt["cert"], opt["key"])
        tls.sni_callback = lambda s, name, c: handler.log.write(f"sni {name}\n") and None
        args.update(tls_context=tls, require_starttls=True)
    if "login" in opt:
        user, password = (p.encode() for p in opt["login"].split(":"))

        def check(server, session, envelope, mechanism, data):
            ok = data.login == user and data.password == password
            handler.log.write(f"auth {mechanism} {ok}\n")
            if not ok and data.login == b"echo":
                return AuthResult(success=False, handled=False,
                                  message=f"535 5.7.8 bad password {data.password.decode()}")
            return AuthResult(success=ok, handled=False)
        args.update(authenticator=check, auth_required=True,
                    auth_require_tls="cert" in opt)

    async def serve():
        if opt.get("greeting") == "stall":
            server = await asyncio.start_server(
                lambda r, w: asyncio.sleep(60), "127.0.0.1", 0)
        else:
            server = await asyncio.get_running_loop().create_server(
                lambda: Server(handler, **args), "127.0.0.1", 0)
        with open(os.path.join(folder, "port.tmp"), "w") as out:
            print(server.sockets[0].getsockname()[1], file=out)
        os.rename(out.name, os.path.join(folder, "port"))
        await server.serve_forever()
    asyncio.run(serve())


main(*sys.argv[1:])
