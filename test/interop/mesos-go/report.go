// What the schedulers on mesos-go's two APIs have in common: what they launch, and how they report and are told. Both
// are said in ../scheduler-contract.ts.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/user"
	"strings"
	"sync"
)

type update struct {
	Task    string `json:"task"`
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message,omitempty"`
}

var output sync.Mutex

func report(name string, value interface{}) {
	line, err := json.Marshal(map[string]interface{}{name: value})
	if err != nil {
		panic(err)
	}
	output.Lock()
	defer output.Unlock()
	fmt.Println(string(line))
}

// waitingTasks are the tasks to launch, names and commands.
var waitingTasks = [][2]string{
	{"short-0", "echo short"}, {"short-1", "echo short"}, {"short-2", "echo short"},
	{"short-3", "echo short"}, {"short-4", "echo short"}, {"sleeper", "sleep 600"},
}

// username is the user of the tasks.
func username() string {
	me, err := user.Current()
	if err != nil {
		panic(err)
	}
	return me.Username
}

// obeyOrders returns when there are no more orders.
func obeyOrders(obey func(order string)) {
	orders := bufio.NewScanner(os.Stdin)
	for orders.Scan() {
		obey(strings.TrimSpace(orders.Text()))
	}
}
