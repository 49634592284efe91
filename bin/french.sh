# What bin/environment.sh and bin/serve say, in French: `french SENTENCE` gives the French of an English one, with its %s in the same order.

french() {
  case $1 in
    'bin/serve: %s is not known; it takes --empty only.') printf '%s' 'bin/serve : %s est inconnu ; seul --empty est admis.' ;;
    'PORT takes a number, not %s.') printf '%s' 'PORT prend un nombre, pas %s.' ;;
    '%s is in use or not ours to take: choose another with PORT=…') printf '%s' '%s est occupé ou interdit : choisissez-en un autre avec PORT=…' ;;
    'The centre is open at %s  (Ctrl-C closes it)') printf '%s' 'Le centre est ouvert : %s  (Ctrl-C le ferme)' ;;
    'A process of the centre ended (exit %s); stopping the rest.') printf '%s' 'Un processus du centre s’est arrêté (code %s) ; les autres sont arrêtés.' ;;
    'Python 3.11 or newer is needed and was not found: install it, or name one with PYTHON=/path/to/python.')
      printf '%s' 'Il faut Python 3.11 ou plus récent, introuvable ici : installez-le, ou indiquez-le avec PYTHON=/chemin/vers/python.' ;;
    '%s cannot be written, and .venv is missing or old: make it as whoever owns the folder.')
      printf '%s' '%s n’est pas accessible en écriture, et .venv manque ou a vieilli : créez-le avec le compte qui possède le dossier.' ;;
    'Making .venv with %s …') printf '%s' 'Création de .venv avec %s…' ;;
    '%s cannot make a virtual environment: install its venv package (Debian: apt-get install python3-venv).')
      printf '%s' '%s ne peut pas créer d’environnement virtuel : installez son paquet venv (Debian : apt-get install python3-venv).' ;;
    'Installing %s …') printf '%s' 'Installation de %s…' ;;
    'The packages of %s could not be installed: see pip'\''s message above; is the package index reachable?')
      printf '%s' 'Les paquets de %s n’ont pas pu être installés : voyez le message de pip ci-dessus ; l’index des paquets est-il joignable ?' ;;
    'bin/serve --help')
      printf '%s\n' \
        'Met le centre en route : environnement, base, données de démonstration, serveur web et tâches de fond. Ctrl-C arrête tout.' \
        '  bin/serve [--empty]        --empty : une base vide reste vide' \
        'HOST et PORT choisissent l’adresse, WEB_WORKERS et WEB_THREADS la taille ; config.py décrit tous les autres réglages.' ;;
    *) printf '%s' "$1" ;;
  esac
}
