// One YAML reader as a program: a line of JSON in, {"data": base64 of a text}, a line of JSON out, what the reader made of it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

type read struct {
	// "" it loads; "type" with a type error, what could be decoded is there; "syntax: ..." refused; "panic: ..." the program ends
	Error string `json:"error"`
	Value any    `json:"value"`
	Tree  any    `json:"tree"`
}

func decoded(data []byte) (result read) {
	defer func() {
		if cause := recover(); cause != nil {
			result = read{Error: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	class, value := decode(data)
	return read{Error: class, Value: value, Tree: tree(data)}
}

func main() {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		var text struct {
			Data []byte `json:"data"`
		}
		if err == nil {
			err = json.Unmarshal(line, &text)
		}
		var answer []byte
		if err == nil {
			answer, err = json.Marshal(decoded(text.Data))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.Write(answer)
		out.WriteByte('\n')
		out.Flush()
	}
}
