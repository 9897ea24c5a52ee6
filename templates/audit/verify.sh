#!/bin/sh
# sh verify.sh [COMMIT ...]   COMMIT: as printed in a report that you have from elsewhere, on paper or journalised.
# Ends with 0: the trail is whole, 1: it is not, 2: cannot tell. Uses git, sha256sum and ssh-keygen, nothing of riskctl.
cd "$(dirname "$0")" || exit 2
export GIT_DIR=history.git GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_NO_REPLACE_OBJECTS=1 LC_ALL=C
bad=0
fail() { printf 'BRUDT / NOT WHOLE: %s\n' "$*"; bad=1; }
stop() { printf 'KAN IKKE AFGOERES / CANNOT TELL: %s\n' "$*"; exit 2; }
has() { git grep -q -e "$3" "$1" -- "$folder$2"; }
changed() { # how, which file of the register, its blob now: records are never changed, only added
  case $1$2 in
    [MDT]approvals/* | [MDT]procedures/* | [DT]escalations/* | [DT]events/* | [DT]reports/*) fail "$commit $1 $2" ;;
    [MDT]assessments/*) has "$parent" "$2" '^completed_at:' && fail "$commit $1 $2" ;;
    [DT]actions/*) has "$parent" "$2" '^started_at:' && fail "$commit $1 $2" ;;
    [DT]systems/*) id=${2#systems/} && git cat-file -e "$parent:${folder}assessments/${id%.yaml}" 2>/dev/null && fail "$commit $1 $2" ;;
    Mprocedure.yaml) sum=$(git cat-file blob "$3" | sha256sum) && has "$commit" approvals "sha256:${sum%% *}" || fail "$commit $1 $2" ;;
  esac
}
sha256sum --quiet -c SHA256SUMS || stop "SHA256SUMS"
[ -d history.git ] || git clone --quiet --bare history.bundle history.git || stop "history.bundle"
git fsck --no-dangling --no-progress || stop "git fsck"
read -r head folder <facts/head && [ "$(git rev-parse HEAD)" = "$head" ] || fail "HEAD"
for anchor; do case $(git rev-list --first-parent HEAD) in *"$anchor"*) ;; *) fail "$anchor is not on the main line" ;; esac done
git log --first-parent -m --reverse --no-renames --no-abbrev --raw --format='@ %H %ct %P' >walk || stop "git log"
for merge in $(git rev-list --first-parent --min-parents=2 HEAD); do for side in $(git rev-parse "$merge^@"); do
  echo "@ $merge merge $side" && git diff-tree -r --no-renames --no-abbrev "$side" "$merge"; done; done >>walk
was=0 && while read -r one two three four how path; do case $one in
  @) commit=$two parent=$four && [ "$three" = merge ] || { [ "$three" -gt $((was - 300)) ] || fail "$two is dated before its parent"; was=$three; } ;;
  :*) case $two in 100644 | 000000) ;; *) fail "$commit $path is no plain file" ;; esac; case $path in
    "$folder"*) changed "$how" "${path#"$folder"}" "$four" ;; esac ;; esac done <walk
while read -r commit id digest what; do case $what in replaced) continue ;; facts/*) sum=$(sha256sum <"$what") ;;
  *) sum=$(git cat-file blob "$commit:$folder$what" | sha256sum) ;; esac
  [ "sha256:${sum%% *}" = "$digest" ] && has HEAD "approvals/$id.yaml" "$digest" || fail "$id is not about $what"; done <facts/statements
for file in $(git grep -l '^kind: signed' HEAD -- "${folder}approvals"); do id=${file##*/} && git cat-file blob "$file.sig" >signature
  read -r person _ <"facts/signers/${id%.yaml}" && git cat-file blob "$file" | ssh-keygen -q -Y verify -f "facts/signers/${id%.yaml}" \
    -I "$person" -n riskctl-approval@v1 -s signature >/dev/null 2>&1 || fail "$id is not signed by ${person:-anybody}"; done
while read -r severity finding; do [ "$severity" != error ] || fail "riskctl audit: $finding"; done <facts/findings
[ "$bad" = 0 ] && echo "HEL / WHOLE: $head"; exit "$bad"
