# docker build -t zukunftskonferenz .
# docker run --read-only --tmpfs /tmp --cap-drop ALL --stop-timeout 15 -v zukunft:/data -p 8000:8000 zukunftskonferenz
# With PostgreSQL, several workers and a certificate: compose.yaml

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv --without-pip /opt/zukunft
COPY . .
# Node is needed for a moment by the build hook; pip keeps it in its own build environment and drops it again.
RUN python -m pip --python /opt/zukunft/bin/python install --no-cache-dir -c constraints.txt ".[postgres,redis]"

FROM python:3.13-slim
COPY --from=build /opt/zukunft /opt/zukunft
RUN mkdir -m 700 /data && chown 10001:10001 /data
ENV PATH=/opt/zukunft/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ZUKUNFT_DATA=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["zukunft", "serve", "--host", "0.0.0.0", "--port", "8000"]
