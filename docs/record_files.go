package docs

import (
	"io"
	"os"
	"path/filepath"
)

// keepFile makes a small file of the record hold the content.
func (p *PublicRecord) keepFile(name, content string) error {
	at := filepath.Join(p.dir, filepath.FromSlash(name))
	if now, err := os.ReadFile(at); err == nil && string(now) == content {
		return nil
	}
	return p.writeFile(at, func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
}

// writeFile writes a file so that its name never stands for a part of it.
func (p *PublicRecord) writeFile(at string, write func(io.Writer) error) error {
	temp, err := p.temp()
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	if err := write(temp); err != nil {
		return err
	}
	return publish(temp, at)
}

func (p *PublicRecord) temp() (*os.File, error) {
	return os.CreateTemp(filepath.Join(p.dir, "tmp"), "new-*")
}

// publish gives a finished temporary file its name, durably.
func publish(temp *os.File, at string) error {
	if err := temp.Chmod(0o644); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	dir := filepath.Dir(at)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), at); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
