// Checks compose files as `docker compose config -q` does, with the library of the compose specification.
// The library's own command does not read variables and accepts references to undefined services.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if err := check(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(files []string) error {
	options, err := cli.NewProjectOptions(files, cli.WithName("frontrow"), cli.WithOsEnv)
	if err != nil {
		return err
	}
	_, err = options.LoadProject(context.Background())
	return err
}
