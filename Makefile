# Installs hotloop with its completions and its manual page; everything else is built by SwiftPM.
#
#     make install PREFIX=$HOME/.local
#     make uninstall PREFIX=$HOME/.local
#
# Games are built with the sources, which are installed, too: the clone is not needed any more.

PREFIX ?= /usr/local
share := $(DESTDIR)$(PREFIX)/share

program := .build/release/hotloop
player := .build/release/hotloop-player
manual := .build/plugins/GenerateManual/outputs/HotLoopCLI/hotloop.1

bin := $(DESTDIR)$(PREFIX)/bin/hotloop
libexec := $(DESTDIR)$(PREFIX)/libexec/hotloop/hotloop-player
version := $(share)/hotloop/version
source := $(share)/hotloop/source
man := $(share)/man/man1/hotloop.1
bash := $(share)/bash-completion/completions/hotloop
zsh := $(share)/zsh/site-functions/_hotloop
fish := $(share)/fish/vendor_completions.d/hotloop.fish

.PHONY: build install uninstall

build:
	.ci/setup
	swift build -c release --product hotloop
	swift build -c release --product hotloop-player
	swift package generate-manual

install: build
	install -Dm755 $(program) $(bin)
	install -Dm755 $(player) $(libexec)
	install -d $(dir $(version))
	git describe --always --dirty --exclude='*' > $(version) || echo unknown > $(version)
	rm -rf $(source) && install -d $(source)
	git ls-files -z | xargs -0 cp --parents --no-dereference -t $(source)
	install -Dm644 $(manual) $(man)
	install -d $(dir $(bash)) $(dir $(zsh)) $(dir $(fish))
	$(program) --generate-completion-script bash > $(bash)
	$(program) --generate-completion-script zsh > $(zsh)
	$(program) --generate-completion-script fish > $(fish)

uninstall:
	rm -rf $(source)
	rm -f $(bin) $(libexec) $(version) $(man) $(bash) $(zsh) $(fish)
	rmdir -p --ignore-fail-on-non-empty $(dir $(libexec)) $(dir $(version)) 2>/dev/null || true
