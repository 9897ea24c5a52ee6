"""Trees in which what stands is not what people see."""

from typing import Final

from tests.tampering.builder import EXECUTABLE, SUBMODULE, SYMLINK, Entry, Trail
from tests.tampering.register import AULA, BOARD, EVENT, NEXUS
from tests.tampering.scenario import Case, Table

table: Final = Table()
tampering = table.tampering
COMMIT: Final = b"1234567890abcdef1234567890abcdef12345678"


@tampering("HIS501 events/2026-10-01-link.yaml", also="HIS106")
def symlink_out_of_the_register(trail: Trail) -> Case:
    """Bring an incident that is a link to a file of the machine."""
    return Case(trail, trail.add({"events/2026-10-01-link.yaml": Entry(b"/etc/passwd", SYMLINK)}))


@tampering(f"HIS501 {NEXUS}", also="HIS101 HIS102 HIS106 HIS207")
def assessment_made_a_symlink(trail: Trail) -> Case:
    """Put a link to another assessment where an assessment was."""
    return Case(trail, trail.add({NEXUS: Entry(b"../net/2026-04-01.yaml", SYMLINK)}))


@tampering("HIS501 approvals", also="HIS102 HIS103 HIS105 HIS106")
def folder_made_a_symlink(trail: Trail) -> Case:
    """Move the approvals out of the register, and leave a link in their place."""
    moved = {f"../elsewhere/{name}": trail.read(f"approvals/{name}") for name in ("2026-03-20-board.yaml",)}
    return Case(trail, trail.add({"approvals": Entry(b"../elsewhere", SYMLINK), **moved}))


@tampering("HIS501 systems/ny.yaml", also="HIS106")
def symlink_in_a_mutable_folder(trail: Trail) -> Case:
    """Bring a system that is a link to another."""
    return Case(trail, trail.add({"systems/ny.yaml": Entry(b"aula.yaml", SYMLINK)}))


@tampering("HIS501 README.md")
def symlink_and_put_back(trail: Trail) -> Case:
    """Bring a link, and take it away in the next commit."""
    guilty = trail.add({"README.md": Entry(b"/etc/hostname", SYMLINK)})
    trail.add({"README.md": b"# Register\n"})
    return Case(trail, guilty)


@tampering("HIS502 assessments/nexus", also="HIS102 HIS207 HIS106")
def submodule_in_place_of_a_folder(trail: Trail) -> Case:
    """Put another repository where a system's assessments were."""
    return Case(trail, trail.add({"assessments/nexus": Entry(COMMIT, SUBMODULE)}))


@tampering("HIS502 events/more")
def submodule_beside_the_records(trail: Trail) -> Case:
    """Put another repository among the incidents."""
    return Case(trail, trail.add({"events/more": Entry(COMMIT, SUBMODULE)}))


@tampering(f"HIS503 {AULA}", also="HIS101")
def assessment_made_executable(trail: Trail) -> Case:
    """Set the executable bit of an assessment."""
    return Case(trail, trail.add({AULA: Entry(trail.read(AULA), EXECUTABLE)}))


@tampering(f"HIS503 {BOARD}", also="HIS201")
def approval_made_executable_in_a_merge(trail: Trail) -> Case:
    """Set the executable bit of a statement in a merge itself."""
    side = trail.side({"README.md": b"# Register\n"})
    return Case(trail, trail.merge(side, changes={BOARD: Entry(trail.read(BOARD), EXECUTABLE)}))


@tampering("HIS503 systems/ny.yaml")
def new_system_executable(trail: Trail) -> Case:
    """Bring a system with the executable bit."""
    return Case(trail, trail.add({"systems/ny.yaml": Entry(trail.read("systems/aula.yaml"), EXECUTABLE)}))


def named(trail: Trail, path: str) -> Case:
    """Bring a threat under a name."""
    return Case(trail, trail.add({path: trail.read("threats/fire.yaml")}))


@tampering("HIS504 *")
def name_not_composed(trail: Trail) -> Case:
    """Bring a file whose å is two characters: another name that looks the same."""
    return named(trail, "threats/a\u030abrand.yaml")


@tampering("HIS504 *")
def name_that_turns_direction(trail: Trail) -> Case:
    """Bring a file whose name shows backwards."""
    return named(trail, "threats/fire\u202elmay.yaml")


@tampering("HIS504 *")
def name_with_a_character_of_no_width(trail: Trail) -> Case:
    """Bring a file whose name has a character that does not show."""
    return named(trail, "threats/fire\u200b.yaml")


@tampering("HIS504 *")
def name_with_a_line_break(trail: Trail) -> Case:
    """Bring a file whose name has a line break."""
    return named(trail, "threats/fire\n.yaml")


@tampering("HIS504 *")
def name_with_a_backslash(trail: Trail) -> Case:
    """Bring a file whose name is a folder and a file on Windows."""
    return named(trail, "approvals\\2026-10-01-x.yaml")


@tampering("HIS504 *")
def name_that_ends_in_a_dot(trail: Trail) -> Case:
    """Bring a file that on Windows is another one."""
    return named(trail, "organisation.yaml.")


@tampering("HIS504 *")
def folder_that_ends_in_a_space(trail: Trail) -> Case:
    """Bring a folder that on Windows is another one."""
    return named(trail, "approvals /2026-10-01-x.yaml")


@tampering("HIS504 *")
def name_reserved_on_windows(trail: Trail) -> Case:
    """Bring a file that cannot be checked out on Windows."""
    return named(trail, "threats/con.yaml")


@tampering("HIS504 *")
def folder_that_looks_like_another(trail: Trail) -> Case:
    """Bring a folder of approvals whose first letter is Cyrillic."""
    return named(trail, "\u0430pprovals/2026-10-01-x.yaml")


@tampering("HIS505 *", also="HIS504")
def name_that_differs_by_case(trail: Trail) -> Case:
    """Bring a second procedure, which on Windows and Mac is the first."""
    return named(trail, "Procedure.yaml")


@tampering("HIS505 *", also="HIS504")
def folder_that_differs_by_case(trail: Trail) -> Case:
    """Bring a second folder of approvals, which on Windows and Mac is the first."""
    return named(trail, "Approvals/2026-10-01-x.yaml")


@tampering("HIS505 *", also="HIS102 HIS103 HIS504")
def record_that_differs_by_case(trail: Trail) -> Case:
    """Bring a second incident, whose name differs by case alone."""
    return Case(trail, trail.add({EVENT.replace("outage", "OUTAGE"): trail.read(EVENT)}))


@tampering("HIS506 ../.mailmap")
def mailmap(trail: Trail) -> Case:
    """Let git show every commit of one person as another's."""
    line = b"Erik Ledelse <erik@example.org> Rita Register <rita@example.org>\n"
    return Case(trail, trail.add({"../.mailmap": line}))


@tampering("HIS506 ../.mailmap")
def mailmap_for_a_day(trail: Trail) -> Case:
    """Bring a mailmap for the day of an inspection, and take it away."""
    guilty = trail.add({"../.mailmap": b"Erik <erik@example.org> <rita@example.org>\n"})
    trail.add({"../.mailmap": None})
    return Case(trail, guilty)


def attributes(trail: Trail, line: str, path: str = "../.gitattributes") -> Case:
    """Bring a file of attributes."""
    return Case(trail, trail.add({path: f"{line}\n".encode()}))


@tampering("HIS507 ../.gitattributes")
def attributes_no_diff(trail: Trail) -> Case:
    """Let git show no differences in approvals."""
    return attributes(trail, "*.yaml -diff")


@tampering("HIS507 ../.gitattributes")
def attributes_binary(trail: Trail) -> Case:
    """Let git take every record for binary."""
    return attributes(trail, "register/** binary")


@tampering("HIS507 ../.gitattributes")
def attributes_generated(trail: Trail) -> Case:
    """Let the forge fold assessments away in reviews."""
    return attributes(trail, "register/assessments/** linguist-generated=true")


@tampering("HIS507 ../.gitattributes")
def attributes_filter(trail: Trail) -> Case:
    """Let a filter give other bytes than were committed."""
    return attributes(trail, "*.yaml filter=clean")


@tampering("HIS507 ../.gitattributes")
def attributes_ident(trail: Trail) -> Case:
    """Let git write in the files when they are checked out."""
    return attributes(trail, "*.yaml ident")


@tampering("HIS507 ../.gitattributes")
def attributes_encoding(trail: Trail) -> Case:
    """Let files be checked out in an encoding where they read otherwise."""
    return attributes(trail, "*.yaml working-tree-encoding=UTF-16")


@tampering("HIS507 ../.gitattributes")
def attributes_export(trail: Trail) -> Case:
    """Leave the approvals out of every archive."""
    return attributes(trail, "register/approvals export-ignore")


@tampering("HIS507 ../.gitattributes")
def attributes_merge(trail: Trail) -> Case:
    """Let merges always keep one side of the approvals."""
    return attributes(trail, "register/approvals/* merge=ours")


@tampering("HIS507 approvals/.gitattributes")
def attributes_deep_in_the_register(trail: Trail) -> Case:
    """Hide the attributes in a folder of the register."""
    return attributes(trail, "* -diff", "approvals/.gitattributes")


@tampering("HIS507 ../.gitattributes")
def attributes_through_a_macro(trail: Trail) -> Case:
    """Hide the attribute behind a macro with an innocent name."""
    return attributes(trail, "[attr]record -diff\n*.yaml record")


@tampering("HIS507 ../.gitattributes")
def attributes_behind_comments_and_spaces(trail: Trail) -> Case:
    """Hide the attribute far to the right, after ordinary lines."""
    return attributes(trail, "# tekst\n*.md text eol=lf\n\t*.yaml   text eol=lf" + " " * 200 + "-diff")


@tampering("HIS504 *")
def name_not_in_utf8(trail: Trail) -> Case:
    """Bring a file whose name is no text."""
    return named(trail, "threats/f\udcf8.yaml")


@tampering("HIS504 *")
def name_with_a_tab(trail: Trail) -> Case:
    """Bring a file whose name has a tab."""
    return named(trail, "threats/fire\t.yaml")


@tampering("HIS505 *")
def register_that_differs_by_case(trail: Trail) -> Case:
    """Bring a second register beside the first, which on Windows and Mac is laid over it."""
    return Case(trail, trail.add({"../Register/organisation.yaml": b"x: y\n"}))


@tampering("HIS507 ../.gitattributes")
def attributes_in_quotes(trail: Trail) -> Case:
    """Hide the pattern in quotes."""
    return attributes(trail, '"register/approvals/*" -diff')


@tampering("HIS507 ../.gitattributes")
def attributes_by_a_set_of_letters(trail: Trail) -> Case:
    """Hide the pattern behind a set of letters."""
    return attributes(trail, "*.[xyz]aml -diff")


@tampering("HIS507 ../.gitattributes")
def attributes_of_everything(trail: Trail) -> Case:
    """Let git show no differences at all."""
    return attributes(trail, "* -diff")


@tampering("HIS507 ../.gitattributes")
def attributes_after_a_mark(trail: Trail) -> Case:
    """Begin the file with a byte order mark, which git passes over."""
    return attributes(trail, "\ufeff*.yaml -diff\r")


@tampering("HIS507 ../register/.gitattributes|.gitattributes")
def attributes_in_the_register(trail: Trail) -> Case:
    """Put the attributes in the register's own folder."""
    return attributes(trail, "approvals/** linguist-generated", ".gitattributes")
