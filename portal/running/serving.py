"""What gunicorn is told: few processes, several threads each, and no record of who asked for what."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "6"))
worker_class = "portal.running.answering.Answering"
# Chinese in an address takes nine signs a letter.
limit_request_line = 8190
# Read once and shared: a second worker costs a fork, not another start.
preload_app = True
timeout = 60
graceful_timeout = 15
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# Nobody steers it but by signals; its socket would lie in a home that containers do not have.
control_socket_disable = True
# Told from outside by its health check alone (portal/running/probe.py).
pidfile = os.environ.get("MAIN_PID")
# Whoever asks a question stays unknown here as well: no access log is written.
accesslog = None
errorlog = "-"
# No header of a caller is believed here, whoever sends it: SCRIPT_NAME, PATH_INFO and the scheme among them. What
# a proxy in front says is read in the settings alone, and only with TRUSTED_PROXY_COUNT.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"
