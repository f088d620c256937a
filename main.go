// Luonnos is a wiki where a city's social media strategy is drafted by its
// residents: anyone proposes wording, everyone sees the difference and discusses
// it, officials decide with reasons and merge, and the result leaves as a
// municipal initiative.
//
// This package wires the rooms together; each command has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"luonnos/internal/fault"
	"luonnos/internal/locale"
	"luonnos/people"
)

// commands is the command line; every flag can also be set in the environment.
type commands struct {
	settings

	Serve    serveCmd    `cmd:"" default:"withargs" help:"Serve the strategy (the default)."`
	Demo     demoCmd     `cmd:"" help:"Show a sample city with people, proposals and an initiative, on temporary data."`
	Import   importCmd   `cmd:"" help:"Take a folder of Markdown or a git repository as the strategy."`
	Export   exportCmd   `cmd:"" help:"Write the strategy's files to a folder."`
	Backup   backupCmd   `cmd:"" help:"Write a consistent copy of the database while the server runs."`
	Restore  restoreCmd  `cmd:"" help:"Check a backup and put it in place of the data."`
	Verify   verifyCmd   `cmd:"" help:"Check that git and rows agree and that nothing is missing."`
	Feedback feedbackCmd `cmd:"" help:"Take in feedback from mail or a table."`
	Erase    eraseCmd    `cmd:"" help:"Erase a person: name, address, sessions and unaccepted texts."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "luonnos:", explain(err))
		if own, ok := errors.AsType[*exitError](err); ok {
			os.Exit(own.code)
		}
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	var c commands
	parser, err := kong.New(&c,
		kong.Name("luonnos"),
		kong.Description("A wiki where a city's social media strategy is drafted by its residents."),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.UsageOnError(),
	)
	if err != nil {
		return err
	}
	cmd, err := parser.Parse(args)
	if err != nil {
		return err
	}
	c.log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	return cmd.Run(&c.settings)
}

// explain says an error that is meant for people in the language of the
// environment, any other as it is.
func explain(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err.Error()
	}
	catalog, loadErr := locale.Load()
	if loadErr != nil {
		return err.Error()
	}
	lang := people.English
	for _, l := range people.Langs {
		if strings.HasPrefix(os.Getenv("LANG"), string(l)) {
			lang = l
		}
	}
	return catalog.Printer(lang).T(f.Key, f.Args...)
}
