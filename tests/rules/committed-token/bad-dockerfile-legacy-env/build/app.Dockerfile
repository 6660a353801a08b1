FROM node:20-slim
ENV GITHUB_TOKEN @{github-pat-classic}
USER app
