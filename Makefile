# Installs hotloop with its completions and its manual page; everything else is built by SwiftPM.
#
#     make install PREFIX=$HOME/.local
#     make uninstall PREFIX=$HOME/.local
#     make archive                          for machines of the same kind, wherever their Swift is
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

# The archive has Swift's libraries for the programs. Games are compiled by the Swift of the machine that it is unpacked on.
name := hotloop-$(shell git describe --always --dirty --exclude='*')-$(shell uname -m)-linux
stage := .build/archive

.PHONY: build install uninstall archive

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

archive:
	rm -rf $(stage)
	$(MAKE) install DESTDIR=$(CURDIR)/$(stage)/ PREFIX=$(name)
	install -d $(stage)/$(name)/lib/hotloop
	ldd $(program) $(player) | grep -o '/[^ ]*/swift/linux/[^ ]*' | sort -u | xargs cp -t $(stage)/$(name)/lib/hotloop
	patchelf --set-rpath '$$ORIGIN/../lib/hotloop' $(stage)/$(name)/bin/hotloop
	patchelf --set-rpath '$$ORIGIN/../../lib/hotloop' $(stage)/$(name)/libexec/hotloop/hotloop-player
	tar -czf .build/$(name).tar.gz -C $(stage) $(name)
	rm -rf $(stage)
	@echo "Made .build/$(name).tar.gz. Unpack it anywhere, and run bin/hotloop in it."
