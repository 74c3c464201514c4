"""Which files a project is read from, over each other, and relative to what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scan.compose.projects import binds, one, read


def app(entry: str, *more: str) -> str:
    return f"services:\n  app:\n    image: x\n    volumes: ['{entry}']\n" + "".join(f"    {line}\n" for line in more)


def test_the_first_name_wins_and_one_override_is_laid_over_it(tmp_path: Path) -> None:
    files = {
        "compose.yaml": app("./first:/a"),
        "docker-compose.yml": app("./second:/b"),
        "docker-compose.override.yaml": app("./late:/c"),
        "compose.override.yml": app("./over:/d"),
    }
    project = read(tmp_path, files)
    assert binds(project, tmp_path) == ["./first:/a:rw", "./over:/d:rw"]
    assert [Path(file).name for file in project.files] == ["compose.yaml", "compose.override.yml"]


def test_files_are_found_upwards(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    project = read(tmp_path, {"compose.yaml": app("${A}:/a"), "sub/.env": "A=./x\n"}, cwd="sub")
    assert binds(project, tmp_path) == ["./x:/a:rw"]
    assert project.directory == str(tmp_path)


def test_no_file_is_an_error(tmp_path: Path) -> None:
    project = read(tmp_path, {"compose.override.yml": app("./x:/a")})
    assert project.services == ()
    assert project.error == "no configuration file provided: not found"


def test_files_of_the_variable_in_dotenv(tmp_path: Path) -> None:
    files = {
        "a.yml": app("./a:/a"),
        "d/b.yml": app("./b:/b"),
        ".env": "COMPOSE_FILE=a.yml;d/b.yml\nCOMPOSE_PATH_SEPARATOR=;\n",
    }
    assert binds(read(tmp_path, files), tmp_path) == ["./a:/a:rw", "./b:/b:rw"]


def test_project_directory_beats_the_first_file(tmp_path: Path) -> None:
    files = {"d1/a.yml": app("./a:/a"), "d2/b.yml": app("./b:/b")}
    options = {"files": ("d1/a.yml", "d2/b.yml")}
    assert binds(read(tmp_path, files, options=options), tmp_path) == ["./d1/a:/a:rw", "./d1/b:/b:rw"]
    options["project_directory"] = "elsewhere"  # type: ignore[assignment]
    assert binds(read(tmp_path, files, options=options), tmp_path) == ["./elsewhere/a:/a:rw", "./elsewhere/b:/b:rw"]


def test_the_shell_beats_dotenv_even_when_empty(tmp_path: Path) -> None:
    files = {"compose.yaml": app("./${A}/${B:-b}:/a"), ".env": "A=env\nB=env\n"}
    assert binds(read(tmp_path, files, env={"B": ""}), tmp_path) == ["./env/b:/a:rw"]


def test_dotenv_syntax(tmp_path: Path) -> None:
    env = "\ufeffexport A='$X' # c\r\nB: \"b\\n\"\nA2=${A}z\nHOST\nA2=${Q:-last}\n"
    files = {"compose.yaml": app("./${A}/${A2}/${HOST}:/a"), ".env": env}
    assert binds(read(tmp_path, files, env={"HOST": "h"}), tmp_path) == ["./$X/last/h:/a:rw"]


def test_a_bad_line_of_dotenv_is_told_and_the_project_read(tmp_path: Path) -> None:
    project = read(tmp_path, {"compose.yaml": app("/var/run/docker.sock:/s"), ".env": "A B=1\n"})
    assert project.error and "key cannot contain a space" in project.error
    assert binds(project, tmp_path) == ["/var/run/docker.sock:/s:rw"]


def test_later_documents_and_files(tmp_path: Path) -> None:
    text = (
        app("./x:/a", "privileged: true", "cap_add: [A]")
        + "---\n"
        + app("./y:/a/:ro", "privileged: false", "cap_add: [B]")
    )
    project = read(tmp_path, {"compose.yaml": text})
    assert binds(project, tmp_path) == ["./y:/a:ro"]
    assert not one(project).privileged
    assert [strength.value for strength in one(project).strengths] == ["A", "B"]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("!reset []", []), ("!override ['./y:/b']", ["./y:/b:rw"]), ("!other ['./y:/b']", ["./x:/a:rw", "./y:/b:rw"])],
)
def test_tags(tmp_path: Path, tag: str, expected: list[str]) -> None:
    over = f"services: {{app: {{volumes: {tag}}}}}\n"
    project = read(tmp_path, {"compose.yaml": app("./x:/a"), "compose.override.yml": over})
    assert binds(project, tmp_path) == expected


def test_merge_keys_replace_lists_and_the_explicit_key_wins(tmp_path: Path) -> None:
    text = (
        "x-a: &a {image: x, volumes: ['./a:/a'], privileged: true}\nx-b: &b {volumes: ['./b:/b'], pid: host}\n"
        "services:\n  app: {volumes: ['./c:/c'], <<: [*a, *b]}\n  two: {<<: [*b, *a]}\n"
    )
    project = read(tmp_path, {"compose.yaml": text})
    assert binds(project, tmp_path) == ["./c:/c:rw"]
    assert binds(project, tmp_path, "two") == ["./b:/b:rw"]
    assert one(project).privileged
    assert one(project, "two").privileged


def test_extends_is_relative_to_the_file_that_is_extended(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {app: {extends: {file: sub/base.yml, service: b}, privileged: false}}\n",
        "sub/base.yml": "services:\n  b: {extends: c, volumes: ['./x:/a'], privileged: true}\n"
        "  c: {image: x, volumes: ['..:/b']}\n",
        "sub/.env": "A=nothing\n",
    }
    project = read(tmp_path, files)
    assert binds(project, tmp_path) == [".:/b:rw", "./sub/x:/a:rw"]
    assert not one(project).privileged
    assert {bind.where.file for bind in one(project).binds} == {str(tmp_path / "sub/base.yml")}


def test_include_has_its_own_directory_and_variables(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include: [sub/inc.yml, {path: sub/inc.yml, project_directory: ., env_file: e.env}]\n"
        "services: {app: {image: x}}\n",
        "sub/inc.yml": "services: {inc: {image: x, volumes: ['./${A}:/a', '${B:-./none}:/b']}}\n",
        "sub/.env": "A=sub\nB=./b\n",
        "e.env": "A=mine\n",
    }
    project = read(tmp_path, files)
    assert binds(project, tmp_path, "inc") == ["./sub/sub:/a:rw", "./sub/b:/b:rw"]


def test_what_is_included_and_defined_is_laid_together(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "include: [sub/inc.yml]\nservices: {inc: {volumes: ['./mine:/m']}}\n",
        "sub/inc.yml": "services: {inc: {image: x, privileged: true, volumes: ['./i:/i']}}\n",
    }
    project = read(tmp_path, files)
    assert binds(project, tmp_path, "inc") == ["./sub/i:/i:rw", "./mine:/m:rw"]
    assert one(project, "inc").privileged


def test_profiles(tmp_path: Path) -> None:
    files = {"compose.yaml": "services: {app: {image: x}, dev: {image: x, profiles: [dev]}}\n"}
    assert {service.name for service in read(tmp_path, files).services} == {"app", "dev"}
    assert {service.name for service in read(tmp_path, files, profiles=[]).services} == {"app"}
    assert {service.name for service in read(tmp_path, files, profiles=["dev"]).services} == {"app", "dev"}
    env = {"COMPOSE_PROFILES": "x, dev"}
    assert {service.name for service in read(tmp_path, files, profiles=[], env=env).services} == {"app", "dev"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("services: {app: {image: x, volumes: {a: b}}}\n", "services.app.volumes must be an array"),
        ("services: {app: {image: x, nonsense: 1}}\n", "services.app.nonsense is not known"),
        ("services: {app: {image: x, volumes: [vol:/a]}}\n", 'service "app" refers to undefined volume vol'),
        ("services: {app: {}}\n", 'service "app" has neither an image nor a build context specified'),
        ("services: {app: {image: x, ports: [':']}}\n", "No port specified: :<empty>"),
        ("services: {app: {extends: app}}\n", "circular reference: app extends app"),
        ("services: {app: {image: x, depends_on: [app]}}\n", "dependency cycle detected: app -> app"),
        ("services: {app: {image: x}, app: {image: y}}\n", 'mapping key "app" already defined'),
        ("services: {1: {image: x}}\n", "non-string key: 1"),
        ("hello\n", "top-level object must be a mapping"),
        ("", "empty compose file"),
        ("services: {app: [}\n", "no YAML: "),
    ],
)
def test_why_compose_refuses_it(tmp_path: Path, text: str, why: str) -> None:
    project = read(tmp_path, {"compose.yaml": text})
    assert project.error is not None and project.error.startswith(why)
    assert project.unknown[0].where.file.endswith("compose.yaml")


def test_a_chain_too_long_to_follow_is_no_circle(tmp_path: Path) -> None:
    chain = "".join(f"  s{number}: {{extends: s{number + 1}, image: x}}\n" for number in range(40))
    project = read(tmp_path, {"compose.yaml": f"services:\n{chain}  s40: {{image: x}}\n"})
    assert project.error is None
    assert "more than 30 services extend one another" in {one.why for one in project.unknown}


def test_what_is_refused_is_still_read(tmp_path: Path) -> None:
    text = "services:\n  app: {image: x, volumes: ['${NO}:/a', '/var/run/docker.sock:/s'], privileged: true}\n"
    project = read(tmp_path, {"compose.yaml": text})
    assert project.error == "invalid spec: :/a: empty section between colons"
    assert binds(project, tmp_path) == ["/var/run/docker.sock:/s:rw"]
    assert one(project).privileged
