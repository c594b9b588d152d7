# The server with the default install: no GPU, no torch, no compiler.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app

# Before the code, so that a change of code downloads nothing.
COPY requirements.lock ./
RUN python -m pip install --quiet --require-hashes -r requirements.lock

COPY . ./
RUN python -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .

RUN useradd --system --uid 10001 --create-home candor && install --directory --owner candor /data
USER candor
VOLUME /data

# Beyond loopback the server starts only when an admin key exists: candor keys create NAME --role admin
ENV CANDOR_HOST=0.0.0.0 CANDOR_PORT=8080 CANDOR_DATA=/data CANDOR_LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD python -c "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['CANDOR_PORT'] + '/readyz', timeout=4)"
CMD ["candor", "serve"]
