"""What published Features ask of an engine, by the version from which they do: facts, from their own repositories.

devcontainers/features at 765e8ebd (2026-07-14), devcontainers-extra/features at 7afd88a1 (2026-05-17) and
rocker-org/devcontainer-features at ed56914d (2026-05-12), with the history of every ``devcontainer-feature.json``.
"""

from __future__ import annotations

from typing import Any

from colima_guard.model.named_tuple import NamedTuple


class Asks(NamedTuple):
    """What the versions of a Feature from ``first`` on ask for, until the next row of it; by the names of its file."""

    first: tuple[int, ...]
    declares: dict[str, Any]


DOCKER_SOCKET = {"source": "/var/run/docker.sock", "target": "/var/run/docker-host.sock", "type": "bind"}
DEBUGGER = {"capAdd": ["SYS_PTRACE"], "securityOpt": ["seccomp=unconfined"]}


def _volume(source: str, target: str) -> dict[str, str]:
    return {"source": source, "target": target, "type": "volume"}


#: Features that ask for something, each row from the version on that it names
ASKING: dict[str, tuple[Asks, ...]] = {
    "ghcr.io/devcontainers/features/docker-from-docker": (Asks((1, 0, 0), {"mounts": [DOCKER_SOCKET]}),),
    "ghcr.io/devcontainers/features/docker-in-docker": (
        Asks((1, 0, 0), {"mounts": [_volume("dind-var-lib-docker", "/var/lib/docker")], "privileged": True}),
        Asks(
            (2, 0, 0),
            {"mounts": [_volume("dind-var-lib-docker-${devcontainerId}", "/var/lib/docker")], "privileged": True},
        ),
        Asks(
            (3, 0, 1),
            {
                "mounts": [
                    _volume("dind-var-lib-docker-${devcontainerId}", "/var/lib/docker"),
                    _volume("dind-var-lib-containerd-${devcontainerId}", "/var/lib/containerd"),
                ],
                "privileged": True,
            },
        ),
    ),
    "ghcr.io/devcontainers/features/docker-outside-of-docker": (
        Asks((1, 0, 9), {"mounts": [DOCKER_SOCKET]}),
        Asks((1, 6, 0), {"mounts": [DOCKER_SOCKET], "securityOpt": ["label=disable"]}),
    ),
    "ghcr.io/devcontainers/features/go": (Asks((1, 0, 0), DEBUGGER),),
    "ghcr.io/devcontainers/features/kubectl-helm-minikube": (
        Asks((1, 0, 0), {"mounts": [_volume("minikube-config", "/home/vscode/.minikube")]}),
    ),
    "ghcr.io/devcontainers/features/nix": (
        Asks((1, 0, 0), {}),
        Asks((1, 3, 0), {"mounts": [_volume("nix-store-${devcontainerId}", "/nix")]}),
    ),
    "ghcr.io/devcontainers/features/rust": (Asks((1, 0, 0), DEBUGGER),),
    "ghcr.io/devcontainers-extra/features/localstack": (
        Asks((1, 0, 0), {}),
        Asks(
            (2, 0, 19),
            {"mounts": [_volume("dind-var-lib-docker-${devcontainerId}", "/var/lib/docker")], "privileged": True},
        ),
    ),
    "ghcr.io/rocker-org/devcontainer-features/r-dependent-packages": (
        Asks((0, 1, 0), {"mounts": [_volume("devcontainer-pak-cache", "/pak/cache")]}),
    ),
    "ghcr.io/rocker-org/devcontainer-features/r-history": (
        Asks((0, 1, 0), {"mounts": [_volume("${devcontainerId}-r-history", "/dc/r-history")]}),
    ),
    "ghcr.io/rocker-org/devcontainer-features/renv-cache": (
        Asks((0, 1, 0), {"mounts": [_volume("devcontainer-renv-cache", "/renv/cache")]}),
    ),
}

#: Features known to ask for nothing, and those above, with the newest major version that was looked at
KNOWN: dict[str, str] = {
    "ghcr.io/devcontainers/features": """
anaconda=1 aws-cli=1 azure-cli=1 common-utils=2 conda=2 copilot-cli=1 desktop-lite=1 docker-from-docker=1
docker-in-docker=4 docker-outside-of-docker=1 dotnet=2 git-lfs=1 git=1 github-cli=1 go=1 hugo=1 java=1
kubectl-helm-minikube=1 nix=1 node=2 nvidia-cuda=3 oryx=2 php=1 powershell=2 python=1 ruby=2 rust=1 sshd=1 terraform=1
""",
    "ghcr.io/devcontainers-extra/features": """
act-asdf=2 act=1 actionlint=1 actions-runner-noexternals=1 actions-runner-noruntime-noexternals=1
actions-runner-noruntime=1 actions-runner=1 activemq-sdkman=2 age-keygen=1 age=1 airplane-cli=1 akamai-cli=1
alertmanager=1 alp-asdf=2 amplify-cli=2 angular-cli=2 ansible=2 ant-sdkman=2 apko=1 apt-get-packages=1 apt-packages=1
archon=1 argo-cd=1 argo-workflows=1 asciidoctorj-sdkman=2 asdf-package=1 assemblyscript=2 atlantis=1 atmos=1 auditjs=1
autoenv=1 aws-cdk=2 aws-eb-cli=1 aws-sso-cli=1 aztfexport=1 azure-apiops=1 ballerina-sdkman=2 bandit=2 bartib=1
bash-command=1 bazel-compile-commands=1 beehive=1 bigcommerce-stencil-cli=1 bikeshed=2 bin=1 bitwarden-cli=1 black=2
blackbox-exporter=1 boilerplate=1 bomber=1 boundary-asdf=2 bower=1 bpipe-sdkman=2 brownie=2 browserify=2 btm=1
btop-homebrew=1 btrace-sdkman=2 budibase-cli=1 buku=1 bun-package=1 bun=1 caddy=1 ccache-asdf=2 cdktf=1 cert-manager=1
checkov=1 chezscheme-asdf=2 chisel=1 circleci-cli=1 claude-code=2 clojure-asdf=2 cloud-nuke=1 cloudflare-wrangler=1
cloudflared-fips=1 cloudflared=1 cloudinary-cli=1 cmake=1 cmctl-asdf=2 codebuddy-code=1 codefresh-cli=1
codename-goose-cli=1 codenotary-cas=1 composer=1 concurnas-sdkman=2 connor-sdkman=2 consul-asdf=2 consul-exporter=1
cookiecutter=2 copier=7 corepack=1 cosign=1 coverage-py=2 croc=1 crystal-asdf=2 cuba-sdkman=2 cue-asdf=2
curl-apt-get=1 curl-homebrew=1 cve-bin-tool=1 cxf-sdkman=2 cyclonedx-cli=1 cyclonedx-python=1 cz-cli=1 d=1 dart=1
dasel-asdf=2 dashlane-cli=1 datadog-ci-cli=1 datasette=2 dbt-coverage=1 ddgr-apt-get=1 ddgr-homebrew=1 deno-asdf=2
deno=1 devcontainers-cli=1 digitalocean-cli=1 direnv-asdf=2 direnv=1 dive=1 dnote=1 doctoolchain-sdkman=2
dprint-asdf=2 driftctl=1 drone-cli=1 dua=1 duf=1 dufs=1 eas-cli=1 edge-impulse-cli=1 eget=1 elasticsearch-asdf=2
elixir-asdf=2 elm-asdf=2 ember-cli=1 envoy=1 epinio=1 erlang-asdf=2 etcd=1 exa=1 exercism-cli=1 expo-cli=1
express-generator=2 eza=1 fd=1 ffmpeg-apt-get=1 ffmpeg-homebrew=1 firebase-cli=2 fish-apt-get=1 fkill=2 flake8=2
flink-sdkman=2 flit=2 former2-cli=1 fossil-apt-get=1 fossil-homebrew=1 fulcio=1 fzf=1 gaiden-sdkman=2 ganache=1
gcovr=1 gdbgui=2 gh-cli=1 gh-release=1 git-lfs=1 gitmux=1 gitomatic=1 gitsign-credential-cache=1 gitsign=1 gitty=1
glances=2 gleam=1 go-task=1 gofumpt=1 golangci-lint=1 graalvm-asdf=2 gradle-sdkman=2 gradleprofiler-sdkman=2
grails-sdkman=2 graphite-cli=1 graphite-exporter=1 groovy-sdkman=2 groovyserv-sdkman=2 grpcurl-asdf=2 grype=1
gulp-cli=2 hadoop-sdkman=2 haskell=2 hatch=2 haxe-asdf=2 hello=1 helmfile=1 heroku-cli=1 homebrew-package=1 hotel=1
how2=1 http-server=1 http4k-sdkman=2 hyperfine=1 immuadmin-fips=1 immuadmin=1 immuclient-fips=1 immuclient=1
immudb-fips=1 immudb=1 infisical=1 infracost=1 infrastructor-sdkman=2 invoke=1 ionic-cli=2 isort=2 istioctl=1 jake=1
jbake-sdkman=2 jbang-sdkman=2 jenkinsx-cli=1 jest=2 jfrog-cli-homebrew=1 jfrog-cli-npm=1 jfrog-cli=1 jira-cli=1
jmc-sdkman=2 jmeter-sdkman=2 joern-sdkman=2 jreleaser-sdkman=2 jrnl=2 jshint=2 jsii-diff=1 jsii-pacmak=1
jsii-rosetta=1 jsii=1 json-server=1 k2tf=1 k6=1 karaf-sdkman=2 keepercommander=1 ki-sdkman=2 kind=1 ko=1
kobweb-sdkman=2 kops=1 kotlin-sdkman=2 kscript-sdkman=2 kubeclarity-cli=1 kubectl-asdf=2 kubectx-kubens=1 kubescape=1
kubie=1 kyverno-cli=1 lastpass-cli-homebrew=1 layrry-sdkman=2 lean-asdf=2 lefthook-asdf=1 leiningen-sdkman=2 lektor=2
lerna-npm=1 less=2 levant-asdf=2 lighthouse-cli=1 linkerd2-cli-edge=1 linkerd2-cli-stable=1 linode-cli=1 lite-server=1
live-server=1 localstack=2 localtunnel-npm=1 mackup=1 mage=1 markdownlint-cli2=1 markdownlint-cli=1 maven-sdkman=2
meltano=2 memcached-exporter=1 meson-asdf=2 meteor-cli=1 micro=1 micronaut-sdkman=2 mise=1 mitmproxy=2 mkcert=1
mkdocs=2 mlocate-apt-get=1 mlton-asdf=2 mocha=2 mongodb-atlas-cli-homebrew=1 mongosh-homebrew=1 mosh-apt-get=1
mosh-homebrew=1 mulefd-sdkman=2 mvnd-sdkman=2 mybatis-sdkman=2 mypy=2 mysql-homebrew=1 mysqld-exporter=1 n8n=1
namespace-cli=1 nancy=1 navi=1 ncdu=1 neko-asdf=2 neo4jmigrations-sdkman=2 neofetch=1 neovim-apt-get=1
neovim-homebrew=1 nestjs-cli=2 netdata=1 netlify-cli=1 nim-asdf=2 ninja-asdf=2 nmap-apt-get=1 nmap-homebrew=1
nnn-apt-get=1 nnn-homebrew=1 node-asdf=0 node-exporter=1 nomad-asdf=2 nox=2 npm-package=1 npm-packages=1 nushell=1
nx-npm=1 ocaml-asdf=2 ocaml-opam=1 oclif=1 opa=1 opam-asdf=2 opencode=1 opengrep=1 opentofu=1 ory-cli=1 ory-hydra=1
ory-keto=1 ory-kratos=1 ory-oathkeeper=1 packer-asdf=2 pandoc=1 pass-apt-get=1 pdm=2 peco-asdf=2 perl-asdf=2
pierrot-sdkman=2 pip-audit=1 pipenv=2 pipx-package=1 pnpm=2 podman-homebrew=1 poetry=2 pomchecker-sdkman=2
poppler-utils-apt-get=1 porter=1 postgres-asdf=1 powerbi-visuals-tools=2 powershell=1 pre-commit=2 prek=1 prettier=1
prisma=2 projen=1 prometheus=1 promlens=1 protoc-asdf=1 protoc=1 pulumi=1 pushgateway=1 pyinfra=2 pylint=2
pyoxidizer=1 pyscaffold=2 qrcode=2 quarkus-sdkman=2 quasar-cli=2 rabbitmq-asdf=1 racket-asdf=1 raku-asdf=1 rclone=1
redis-homebrew=1 rekor-cli=1 renovate-cli=2 ripgrep=1 rollup=2 ruby-asdf=0 ruff-apt-get=0 ruff=2 salesforce-cli=1
salesforce-sfdx=1 sanity-cli=1 sap-piper=1 sbt-sdkman=2 scala-asdf=2 scala-sdkman=2 scalacli-sdkman=2
scancode-toolkit=1 schemacrawler-sdkman=2 sentinel-asdf=2 serf-asdf=2 serverless=2 shellcheck=1 shfmt=1 shopify-cli=1
sigstore-python=1 snyk-cli=1 sops=1 spacectl=1 spark-sdkman=2 spicedb=1 springboot-sdkman=2 sqlfluff=1 sqlfmt=1
squarespace-server=1 sshoogr-sdkman=2 starship-homebrew=1 starship=1 statsd-exporter=1 stew=1 supabase-cli=1
surge-cli=1 sv2v=1 svu-asdf=2 syft=1 syncthing=1 syntaqx-serve=1 tailscale=1 talosctl=1 taxi-sdkman=2 tea=1
tekton-cli=1 tempo=1 temporal-cli=1 terracognita=1 terraform-asdf=2 terraform-docs=1 terraform-ls-asdf=2 terraformer=1
terragrunt=1 terramate=1 terrascan=1 tfc-agent-asdf=2 tfcdk-cli=1 tfenv-homebrew=1 tfsec=1 tfswitch=1 tldr=2 tmate=1
tmux-apt-get=1 tmux-homebrew=1 tomcat-sdkman=2 tooljet-cli=1 toolkit-sdkman=2 tox=2 trello-cli=1 tridentctl-asdf=2
trivy=1 truffle=1 ts-node=1 tsx=1 turborepo-npm=1 twine=2 ty=1 typescript=2 typst=1 ufmt=1 upx=1 uv-tool=1 uv=1
vault-asdf=2 vercel-cli=1 vercel-ncc=1 vercel-pkg=1 vercel-release=1 vercel-serve=1 vertx-sdkman=2 visualvm-sdkman=2
volta=1 vscode-cli=1 vscode-server=1 vtop=2 vue-cli=2 vulture=2 w3m-apt-get=1 w3m-homebrew=1 waypoint-asdf=2
webi-packages=1 webtau-sdkman=2 wget-apt-get=1 wget-homebrew=1 wireguard-apt-get=1 worktrunk=1 xmrig=1 xonsh=1 xplr=1
yamllint=2 yapf=2 youtube-dl=2 youtubeuploader=1 yt-dlp=2 zig=1 zsh-plugins=0
""",
    "ghcr.io/rocker-org/devcontainer-features": """
apt-packages=1 color=1 hello=1 miniforge=2 pandoc=1 quarto-cli=1 quarto=0 r-apt=0 r-dependent-packages=0 r-history=0
r-packages=1 r-rig=1 renv-cache=0 rstudio-server=0
""",
}
