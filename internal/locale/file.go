package locale

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"

	"luonnos/people"
)

func loadLang(from fs.FS, lang people.Lang) (map[string]sentence, error) {
	names, err := fs.Glob(from, string(lang)+"/*.json")
	if err != nil {
		return nil, err
	}
	all := map[string]sentence{}
	for _, name := range names {
		if err := loadFile(from, name, all); err != nil {
			return nil, fmt.Errorf("%s: %w", path.Clean(name), err)
		}
	}
	return all, nil
}

// loadFile adds the sentences of a file. It reads token by token because
// json.Unmarshal would let a key given twice pass.
func loadFile(from fs.FS, name string, all map[string]sentence) error {
	f, err := from.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()

	dec := json.NewDecoder(f)
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("is not a JSON object (%v)", err)
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		key, _ := t.(string)
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
		if _, ok := all[key]; ok {
			return fmt.Errorf("%q is given twice", key)
		}
		s, err := readSentence(raw)
		if err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
		all[key] = s
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("goes on after its object")
	}
	return nil
}

func readSentence(raw json.RawMessage) (s sentence, err error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		s.other, err = parse(text)
		return s, err
	}
	var forms map[string]string
	if err := json.Unmarshal(raw, &forms); err != nil {
		return s, fmt.Errorf("wants a sentence, or one and other")
	}
	if len(forms) != 2 || forms["one"] == "" || forms["other"] == "" {
		return s, fmt.Errorf("the plural forms are one and other")
	}
	if s.one, err = parse(forms["one"]); err != nil {
		return s, err
	}
	s.other, err = parse(forms["other"])
	return s, err
}
