package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"luonnos/internal/fault"
)

const (
	// uploadTime bounds the sending of a file and the answer to it.
	uploadTime = 10 * time.Minute
	// uploadMemory is how much of a form with a file is held in memory; the
	// rest is in a temporary file until the answer.
	uploadMemory = 4 << 20
	// uploadMore is how much more than the file is read of a form that is too
	// long, so that its sender is told rather than cut off.
	uploadMore = 8 << 20
)

// parseUpload reads a form with a file. One that is too long leaves an empty
// form and tooLong.
func (r *request) parseUpload() error {
	req := r.Request()
	control, end := http.NewResponseController(r.Response()), time.Now().Add(uploadTime)
	// A slow connection has as long as the answer may take; where there is no
	// connection to tell, as in tests, there is no deadline either.
	_ = control.SetReadDeadline(end)
	_ = control.SetWriteDeadline(end)
	req.Body = http.MaxBytesReader(r.Response(), req.Body, r.route.upload+uploadMore)
	err := req.ParseMultipartForm(uploadMemory)
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		r.tooLong, req.PostForm = true, url.Values{}
		return nil
	}
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return fault.New(fault.Invalid, "problem.too-large").Because(err)
	}
	if req.PostForm == nil {
		req.PostForm = url.Values{}
	}
	return nil
}

// file is a posted file; no file is one without name and content.
func (r *request) file(field string) (name string, data []byte, err error) {
	tooLong := fault.InField(field, "error.upload-large", r.route.upload>>20)
	if r.tooLong {
		return "", nil, tooLong
	}
	f, head, err := r.Request().FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("posted file: %w", err)
	}
	defer f.Close()
	if head.Size > r.route.upload {
		return "", nil, tooLong
	}
	if data, err = io.ReadAll(f); err != nil {
		return "", nil, fmt.Errorf("posted file: %w", err)
	}
	return head.Filename, data, nil
}
