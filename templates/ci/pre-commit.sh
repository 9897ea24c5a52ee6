#!/bin/sh
# riskctl kontrollerer det, der er ved at blive committet. Lavet af 'riskctl init --hook' til denne klon alene.
# Slet filen for at slippe for den. En enkelt gang: git commit --no-verify; kontrollen i CI gælder stadig.
python='PYTHON'
register='REGISTER'
if [ ! -x "$python" ]; then
  echo "riskctl findes ikke længere i $python, så intet er kontrolleret. Slet $0, og kør 'riskctl init --hook' igen." >&2
  exit 0
fi
# -P: intet i arbejdsmappen tages for et modul. Kun det, dette commit bringer, kan standse det.
said=$("$python" -P -m riskctl check --staged --since HEAD --register "$register" 2>&1)
code=$?
if [ "$code" -ne 2 ]; then
  printf '%s\n' "$said" >&2
  exit "$code"
fi
# der er intet at sammenligne med endnu, eller proceduren i det kan ikke bruges: så kontrolleres det hele
exec "$python" -P -m riskctl check --staged --register "$register" >&2
