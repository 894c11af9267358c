# Installs hotloop with its completions and its manual page; everything else is built by SwiftPM.
#
#     make install PREFIX=$HOME/.local
#     make uninstall PREFIX=$HOME/.local
#
# Games are still built with the sources of this clone: it has to stay where it is.

PREFIX ?= /usr/local
share := $(DESTDIR)$(PREFIX)/share

program := .build/release/hotloop
manual := .build/plugins/GenerateManual/outputs/HotLoopCLI/hotloop.1

bin := $(DESTDIR)$(PREFIX)/bin/hotloop
man := $(share)/man/man1/hotloop.1
bash := $(share)/bash-completion/completions/hotloop
zsh := $(share)/zsh/site-functions/_hotloop
fish := $(share)/fish/vendor_completions.d/hotloop.fish

.PHONY: build install uninstall

build:
	.ci/setup
	swift build -c release --product hotloop
	swift package generate-manual

install: build
	install -Dm755 $(program) $(bin)
	install -Dm644 $(manual) $(man)
	install -d $(dir $(bash)) $(dir $(zsh)) $(dir $(fish))
	$(program) --generate-completion-script bash > $(bash)
	$(program) --generate-completion-script zsh > $(zsh)
	$(program) --generate-completion-script fish > $(fish)

uninstall:
	rm -f $(bin) $(man) $(bash) $(zsh) $(fish)
