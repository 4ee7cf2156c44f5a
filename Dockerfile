# The portal as an image; docker-compose.yml runs web, worker and beat from it. Packages come by pip's own
# configuration: an office behind a mirror gives it with --build-arg PIP_INDEX_URL=… and, for Debian's packages,
# --build-arg APT_MIRROR=… (in place of http://deb.debian.org).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
ARG PIP_INDEX_URL
ARG PIP_TRUSTED_HOST

# The font of posters (reviews/poster_letters.py, the first that it knows): Regular and Bold, simplified Chinese among them.
ARG APT_MIRROR=http://deb.debian.org
RUN sed -i "s|http://deb.debian.org|$APT_MIRROR|" /etc/apt/sources.list.d/debian.sources \
    && apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --create-home portal && install -d -o portal -g portal /data
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .

# Without a word from outside it is an office's portal, and refuses to start half configured.
ENV PORTAL_ENV=production \
    PORTAL_VAR_DIR=/data \
    PORTAL_BIND=0.0.0.0:8000
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "zhaotong_portal.wsgi:application"]
