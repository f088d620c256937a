package docs

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
)

// writeObjects puts objects into the record, one by one or as one pack, whose
// name it returns.
func (p *PublicRecord) writeObjects(ctx context.Context, tx Tx, fresh []Hash, packed bool) (pack string, err error) {
	if len(fresh) > p.bounds.atOnce || packed && len(fresh) > 0 {
		if pack, err = p.writePack(ctx, tx, fresh); err != nil {
			return "", err
		}
		return pack, p.listPacks()
	}
	for _, h := range fresh {
		if err := p.writeLoose(ctx, tx, h); err != nil {
			return "", err
		}
	}
	return "", p.listPacks()
}

func (p *PublicRecord) loosePath(h Hash) string {
	return filepath.Join(p.dir, "objects", string(h[:2]), string(h[2:]))
}

func (p *PublicRecord) writeLoose(ctx context.Context, tx Tx, h Hash) error {
	// A file gets its name only when it is whole and on the disk.
	if _, err := os.Stat(p.loosePath(h)); err == nil {
		return nil
	}
	o, err := tx.Object(ctx, h)
	if err != nil {
		return err
	}
	content, err := o.content()
	if err != nil {
		return err
	}
	p.loose++
	return p.writeFile(p.loosePath(h), func(w io.Writer) error {
		z := p.compressor
		z.Reset(w)
		if _, err := io.WriteString(z, objectHeader(o.Type, o.Size)); err != nil {
			return err
		}
		if _, err := z.Write(content); err != nil {
			return err
		}
		return z.Close()
	})
}

// looseObjects lists the loose objects on the disk.
func (p *PublicRecord) looseObjects() ([]Hash, error) {
	files, err := filepath.Glob(filepath.Join(p.dir, "objects", "??", "*"))
	var loose []Hash
	for _, file := range files {
		h := filepath.Base(filepath.Dir(file)) + filepath.Base(file)
		if len(h) == 40 {
			loose = append(loose, Hash(h))
		}
	}
	return loose, err
}

// tidy packs the loose objects together once there are many.
func (p *PublicRecord) tidy(ctx context.Context, tx Tx) error {
	if p.loose <= p.bounds.inAll {
		return nil
	}
	loose, err := p.looseObjects()
	if err != nil {
		return err
	}
	if _, err := p.writePack(ctx, tx, loose); err != nil {
		return err
	}
	p.superseded, p.loose = loose, 0
	return p.listPacks()
}

func (p *PublicRecord) dropSuperseded() error {
	for _, h := range p.superseded {
		if err := os.Remove(p.loosePath(h)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	p.superseded = nil
	return nil
}

// dropObjectsExcept removes what was there before the record was built anew.
func (p *PublicRecord) dropObjectsExcept(pack string) error {
	loose, err := p.looseObjects()
	if err != nil {
		return err
	}
	p.superseded, p.loose = loose, 0
	if err := p.dropSuperseded(); err != nil {
		return err
	}
	packs, err := filepath.Glob(filepath.Join(p.dir, "objects", "pack", "pack-*"))
	if err != nil {
		return err
	}
	for _, file := range packs {
		if pack == "" || !strings.HasPrefix(filepath.Base(file), pack+".") {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return p.listPacks()
}

// listPacks writes the list of packs that dumb HTTP clients read.
func (p *PublicRecord) listPacks() error {
	packs, err := filepath.Glob(filepath.Join(p.dir, "objects", "pack", "pack-*.idx"))
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, idx := range packs {
		fmt.Fprintf(&b, "P %s.pack\n", strings.TrimSuffix(filepath.Base(idx), ".idx"))
	}
	b.WriteString("\n")
	return p.keepFile("objects/info/packs", b.String())
}

// writePack writes one pack of the objects, and its index after it: a pack
// without an index is not used. It returns the pack's name, "pack-<hash>".
func (p *PublicRecord) writePack(ctx context.Context, tx Tx, objects []Hash) (string, error) {
	temp, err := p.temp()
	if err != nil {
		return "", err
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	sum, index, err := packObjects(ctx, tx, objects, temp)
	if err != nil {
		return "", err
	}
	name := "pack-" + sum.String()
	at := filepath.Join(p.dir, "objects", "pack", name)
	if err := publish(temp, at+".pack"); err != nil {
		return "", err
	}
	return name, p.writeFile(at+".idx", func(w io.Writer) error {
		_, err := idxfile.NewEncoder(w).Encode(index)
		return err
	})
}

// packObjects writes a pack without deltas: the rows hold the very bytes.
func packObjects(ctx context.Context, tx Tx, objects []Hash, to io.Writer) (plumbing.Hash, *idxfile.MemoryIndex, error) {
	sum := sha1.New()
	out := bufio.NewWriterSize(to, 1<<20)
	w := io.MultiWriter(out, sum)
	var index idxfile.Writer
	header := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(objects)))
	if _, err := w.Write(header); err != nil {
		return plumbing.ZeroHash, nil, err
	}
	if err := index.OnHeader(uint32(len(objects))); err != nil {
		return plumbing.ZeroHash, nil, err
	}
	at := uint64(len(header))
	for _, h := range objects {
		o, err := tx.Object(ctx, h)
		if err != nil {
			return plumbing.ZeroHash, nil, err
		}
		if _, err := o.content(); err != nil {
			return plumbing.ZeroHash, nil, err
		}
		entry := append(packEntryHeader(o.Type, o.Size), o.Z...)
		if _, err := w.Write(entry); err != nil {
			return plumbing.ZeroHash, nil, err
		}
		index.Add(plumbing.NewHash(string(h)), at, crc32.ChecksumIEEE(entry))
		at += uint64(len(entry))
	}
	var checksum plumbing.Hash
	copy(checksum[:], sum.Sum(nil))
	if _, err := out.Write(checksum[:]); err != nil {
		return plumbing.ZeroHash, nil, err
	}
	if err := out.Flush(); err != nil {
		return plumbing.ZeroHash, nil, err
	}
	if err := index.OnFooter(checksum); err != nil {
		return plumbing.ZeroHash, nil, err
	}
	built, err := index.Index()
	return checksum, built, err
}

// packEntryHeader is git's type and size: four bits of size beside the type,
// then seven a byte, lowest first.
func packEntryHeader(t ObjectType, size int64) []byte {
	b := byte(t)<<4 | byte(size&15)
	size >>= 4
	var header []byte
	for size > 0 {
		header = append(header, b|0x80)
		b = byte(size & 0x7f)
		size >>= 7
	}
	return append(header, b)
}
